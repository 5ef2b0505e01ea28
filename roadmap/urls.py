"""The addresses of the roadmaps' pages."""

from django.urls import URLPattern

app_name = "roadmap"
urlpatterns: list[URLPattern] = []
