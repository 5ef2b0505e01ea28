"""What every page's frame needs to know, from the signed-in person alone: no query."""

from django.http import HttpRequest

from accounts.models import Role


def navigation(request: HttpRequest) -> dict[str, object]:
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    role = user.role if signed_in else None
    return {
        "nav": {
            "can_import": role == Role.SECRETARIAT,
            "can_manage_people": role == Role.OPERATOR,
        },
        "demonstration": signed_in and user.is_demonstration,
    }
