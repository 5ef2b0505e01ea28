"""The demonstration: three roadmaps from their workbooks and the people to try them with. Idempotent.

Only the title, the dates, the four axes, four activities' titles and the declared 92 % of the
Bolivia–Peru roadmaps are public facts; all of it is marked as demonstration data wherever it is shown.
"""

import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from accounts import appointing, countries, documents
from accounts.models import Appointment, Document, Institution, Role, User
from accounts.models.user import OF_A_COUNTRY
from accounts.terms import NEED_ACT
from roadmap import demonstration_act, workflow
from roadmap.imports import apply
from roadmap.imports.workbook import read_workbook
from roadmap.models import Roadmap

WORKBOOKS = Path(__file__).parent / "demo_data"
IN_FORCE = "bo-pe-2025-2026"
EXAMPLE = "ejemplo-xa-xb-2021-2022"


@dataclass(frozen=True, slots=True)
class Part:
    """A person of the demonstration: name, e-mail, role and where they work."""

    email: str
    name: str
    role: Role
    country: str | None = None
    institution: str | None = None
    capacity: str = Appointment.Capacity.TITULAR


ALTERNATE = Appointment.Capacity.ALTERNATE
CAST = (
    Part(
        "secretaria1.bo@demo.example",
        "Secretaría técnica de Bolivia (1)",
        Role.SECRETARIAT,
        "BO",
        "ST-CPCTTP",
    ),
    Part(
        "secretaria2.bo@demo.example",
        "Secretaría técnica de Bolivia (2)",
        Role.SECRETARIAT,
        "BO",
        "ST-CPCTTP",
    ),
    Part(
        "secretaria1.pe@demo.example",
        "Secretaría técnica del Perú (1)",
        Role.SECRETARIAT,
        "PE",
        "ST-CMNP",
    ),
    Part(
        "secretaria2.pe@demo.example",
        "Secretaría técnica del Perú (2)",
        Role.SECRETARIAT,
        "PE",
        "ST-CMNP",
    ),
    Part("focal.bo@demo.example", "Punto focal de Bolivia", Role.FOCAL_POINT, "BO", "FGE"),
    Part("focal.pe@demo.example", "Punto focal del Perú", Role.FOCAL_POINT, "PE", "MIMP"),
    Part(
        "alterno.bo@demo.example", "Punto focal alterno de Bolivia", Role.FOCAL_POINT, "BO", "FGE", ALTERNATE
    ),
    Part(
        "alterno.pe@demo.example", "Punto focal alterno del Perú", Role.FOCAL_POINT, "PE", "MIMP", ALTERNATE
    ),
    Part("autoridad.bo@demo.example", "Autoridad de la FGE", Role.AUTHORITY, "BO", "FGE"),
    Part("autoridad.pe@demo.example", "Autoridad del MIMP", Role.AUTHORITY, "PE", "MIMP"),
    Part("cancilleria.bo@demo.example", "Cancillería de Bolivia", Role.FOREIGN_MINISTRY, "BO", "MRE"),
    Part("cancilleria.pe@demo.example", "Cancillería del Perú", Role.FOREIGN_MINISTRY, "PE", "MRE"),
    Part("lector.bo@demo.example", "Lectora de la Cancillería de Bolivia", Role.READER, "BO", "MRE"),
    Part("consul.bo@demo.example", "Cónsul de Bolivia en Lima", Role.CONSUL, "BO", "C-BO Lima"),
    Part("consul.pe@demo.example", "Cónsul del Perú en La Paz", Role.CONSUL, "PE", "CG-PE La Paz"),
    Part("observador@demo.example", "Observador de la cooperación", Role.OBSERVER, None, "OIM"),
    Part("operador@demo.example", "Operador del servidor", Role.OPERATOR),
)


def password(data_dir: Path) -> str:
    """One for the whole installation, kept in `data_dir` with mode 600: `DEMO_PASSWORD`, or a random one."""
    path = data_dir / "demo_password"
    kept = path.read_text().strip() if path.exists() else ""
    secret = os.environ.get("DEMO_PASSWORD") or kept or secrets.token_urlsafe(12)
    if secret != kept:
        path.unlink(missing_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secret)
        _change_passwords(secret)
    return secret


def _change_passwords(secret: str) -> None:
    """Accounts that exist already get the new password; a slow hash each, so only when it changed."""
    for user in User.objects.filter(is_demonstration=True):
        user.set_password(secret)
        user.save(update_fields=["password"])


@documents.together()
def load(*, secret: str, now: datetime) -> list[User]:
    """Roadmaps and accounts; what is there already stays, and new accounts get `secret` as their password."""
    for path in sorted(WORKBOOKS.glob("*.xlsx")):
        _load_workbook(path, now)
    people = [_person(part, secret, now) for part in CAST]
    _put_in_force(Roadmap.objects.get(code=IN_FORCE), now)
    return people


def _load_workbook(path: Path, now: datetime) -> None:
    read = read_workbook(path.read_bytes(), countries=countries.known())
    if read.roadmap is None:
        raise ValueError(f"{path.name}: {read.errors}")
    code = read.roadmap.code
    if Roadmap.objects.filter(code=code).exists():
        return
    apply.apply(read, by=None, now=now)
    roadmap = Roadmap.objects.get(code=code)
    roadmap.is_demonstration = True
    roadmap.is_example = code == EXAMPLE
    roadmap.save(update_fields=["is_demonstration", "is_example"])
    if code != IN_FORCE:
        workflow.record_status(roadmap, Roadmap.Status.FINISHED, by=None)


def _person(part: Part, secret: str, now: datetime) -> User:
    """Raises ValueError where somebody real has the address of a demonstration account."""
    user = User.objects.filter(email__iexact=part.email).first()
    if user is None:
        institution = (
            Institution.objects.filter(country=part.country, acronym=part.institution).latest("pk")
            if part.institution
            else None
        )
        country = countries.ensure(part.country) if part.country else None
        user = User.objects.create_user(
            part.email,
            secret,
            full_name=part.name,
            role=part.role,
            country=country,
            institution=institution,
            is_demonstration=True,
        )
        if user.role in OF_A_COUNTRY:
            appointing.record(user, now=now, capacity=part.capacity, act=_act(user, now))
    if not user.is_demonstration:
        raise ValueError(part.email)
    return user


def _act(person: User, now: datetime) -> Document | None:
    """Where one is needed; the country's secretariat, which comes first in the cast, hands it in."""
    if person.role not in NEED_ACT:
        return None
    office = User.objects.filter(is_demonstration=True, role=Role.SECRETARIAT, country=person.country)
    return demonstration_act.keep(person, by=office.earliest("pk"), now=now)


def _put_in_force(roadmap: Roadmap, now: datetime) -> None:
    """As in life: one secretariat proposes it, the other accepts, seeing the content's hash."""
    if roadmap.status != Roadmap.Status.IN_PREPARATION:
        return
    one = User.objects.get(email="secretaria1.bo@demo.example")
    other = User.objects.get(email="secretaria1.pe@demo.example")
    step = workflow.propose_step(roadmap.pk, to_status=Roadmap.Status.IN_FORCE, by=one, now=now)
    workflow.accept_step(step.pk, content_sha256=step.content_sha256, by=other, now=now)
