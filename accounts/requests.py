"""The request that views get behind LoginRequiredMiddleware."""

from django.http import HttpRequest

from accounts.models import User


class AuthedRequest(HttpRequest):
    """Its user is a person: whoever is not signed in never reaches the view."""

    user: User
