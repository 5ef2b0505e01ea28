"""What every page's frame needs to know, from the signed-in person alone: no query."""

from django.http import HttpRequest

from accounts.models import Role, User


def navigation(request: HttpRequest) -> dict[str, object]:
    user = getattr(request, "user", None)
    person = user if isinstance(user, User) else None
    role = person.role if person else None
    return {
        "nav": {
            "can_import": role == Role.SECRETARIAT,
            "has_tasks": role in (Role.SECRETARIAT, Role.FOCAL_POINT),
            "can_manage_people": role == Role.OPERATOR,
        },
        "demonstration": person is not None and person.is_demonstration,
    }
