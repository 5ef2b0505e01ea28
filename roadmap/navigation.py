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

# The help page about a page, by the name of its address.
HELP = {
    "dashboard": "tablero",
    "activity-list": "actividades",
    "activity-detail": "actividades",
    "activity-conversation": "conversar",
    "progress-conversation": "conversar",
    "activity-difference": "conformidad",
    "why": "por-que",
    "inbox": "bandeja",
    "inbox-awaited": "bandeja",
    "progress-start": "informar",
    "progress-detail": "informar",
    "progress-edit": "informar",
    "progress-submit": "informar",
    "progress-paper": "visto-bueno",
    "progress-approve": "visto-bueno",
    "progress-withhold": "visto-bueno",
    "progress-validate": "validar",
    "progress-return": "validar",
    "progress-agree": "conformidad",
    "progress-observe": "conformidad",
    "answer-maintain": "conformidad",
    "evidence-add": "evidencia",
    "evidence-describe": "evidencia",
    "evidence-review": "validar",
    "offline-form": "sin-conexion",
    "offline-preview": "sin-conexion",
    "report-choose": "descargar",
    "bundle-ask": "copia-completa",
    "head-list": "verificar",
    "verify": "verificar",
    "job-list": "copia-completa",
    "job-detail": "copia-completa",
    "roadmap-status": "vigencia",
    "roadmap-rules": "vigencia",
    "closing-list": "cierre",
    "closing-propose": "cierre",
    "closing-detail": "cierre",
    "closing-sign": "cierre",
    "closing-paper": "cierre",
    "closing-compare": "cierre",
    "unilateral-issue": "cierre",
    "unilateral-detail": "cierre",
    "roadmap-plan": "modificar",
    "amendment-choose": "modificar",
    "amendment-propose": "modificar",
    "amendment-detail": "modificar",
    "preparation-open": "siguiente",
    "preparation": "siguiente",
    "preparation-frame": "siguiente",
    "matrix-row": "siguiente",
    "matrix-row-add": "siguiente",
    "matrix-row-edit": "siguiente",
    "institution-list": "instituciones",
    "institution-change": "instituciones",
    "institution-designate": "instituciones",
    "institution-district": "instituciones",
    "change-detail": "instituciones",
    "import-upload": "importar",
    "import-preview": "importar",
    "people": "designaciones",
    "person-edit": "designaciones",
    "person-invite": "designaciones",
    "person-appoint": "designaciones",
    "appointment-renew": "designaciones",
    "appointment-revoke": "designaciones",
    "appointment-hand-over": "designaciones",
    "person-add": "personas",
    "person-second-factor": "seguridad",
    "mail-failed": "bandeja",
    "profile": "ingresar",
    "sessions": "seguridad",
    "security": "seguridad",
    "mfa_index": "seguridad",
}


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
            "has_jobs": person is not None and permissions.may_have_jobs(person),
            "help": _help(request, person),
            "sees_lost_mail": person is not None and post.sees_failures(person),
        },
        "demonstration": person is not None and person.is_demonstration,
    }


def _help(request: HttpRequest, person: User | None) -> str:
    """The slug of the help page about this page, if there is one."""
    match = request.resolver_match
    found = HELP.get((match.url_name or "") if match else "", "") if person else ""
    return "personas" if found == "designaciones" and person and people.can_manage(person) else found


def _waiting(person: User | None, *, has_acted: bool) -> int:
    """The number that the person's inbox shows."""
    if person is None or not permissions.can_have_tasks(person):
        return 0
    board = inbox.board if has_acted else inbox.recent_board
    return board(str(person.country_id), now=timezone.now()).count(person)
