"""What the frame of every page shows to this person: a context processor, from `permissions` and the inbox.

How much waits is asked only where the header is drawn. The number may be half a minute old, but not for a person who
has just done something: whoever acts is told so in a message, and sees what is left.
"""

from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.utils import timezone

from accounts import charge, people, post
from accounts.models import User
from roadmap import inbox, permissions


def navigation(request: HttpRequest) -> dict[str, object]:
    user = getattr(request, "user", None)
    person = user if isinstance(user, User) else None
    return {
        "nav": {
            "can_import": person is not None and permissions.can_import(person),
            "has_tasks": person is not None and permissions.can_have_tasks(person),
            "waiting": lambda: _waiting(person, has_acted=len(get_messages(request)) > 0),
            "can_manage_people": person is not None and people.can_manage(person),
            "sees_people": person is not None and charge.has_people(person),
            "sees_institutions": person is not None and permissions.may_see_institutions(person),
            "sees_lost_mail": person is not None and post.sees_failures(person),
        },
        "demonstration": person is not None and person.is_demonstration,
    }


def _waiting(person: User | None, *, has_acted: bool) -> int:
    """The number that the person's inbox shows."""
    if person is None or not permissions.can_have_tasks(person):
        return 0
    board = inbox.board if has_acted else inbox.recent_board
    return board(str(person.country_id), now=timezone.now()).count(person)
