"""The addresses of the roadmaps' pages, grouped by noun. Numbers of activities are kept as written."""

from django.urls import URLPattern, path

from roadmap.views import imports

app_name = "roadmap"
urlpatterns: list[URLPattern] = [
    # Bringing in and taking away
    path("import/", imports.import_upload, name="import-upload"),
    path("import/<uuid:token>/", imports.import_preview, name="import-preview"),
    path("roadmaps/<str:code>/matrix.xlsx", imports.matrix_export, name="matrix-export"),
]
