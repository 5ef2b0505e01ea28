"""What the frame of every page shows to this person: a context processor, from `permissions`, without a query."""

from django.http import HttpRequest

from accounts import people
from accounts.models import User
from roadmap import permissions


def navigation(request: HttpRequest) -> dict[str, object]:
    user = getattr(request, "user", None)
    person = user if isinstance(user, User) else None
    return {
        "nav": {
            "can_import": person is not None and permissions.can_import(person),
            "has_tasks": person is not None and permissions.can_have_tasks(person),
            "can_manage_people": person is not None and people.can_manage(person),
        },
        "demonstration": person is not None and person.is_demonstration,
    }
