"""The accounts of the demonstration, and their one password."""

import os
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from django.contrib.auth.hashers import make_password

from accounts import acts, appointing, appointments, countries
from accounts.models import Document, Institution, Role, User
from accounts.models.user import OF_A_COUNTRY
from accounts.terms import NEED_ACT
from roadmap.demonstration import papers
from roadmap.demonstration.cast import Part


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
    """Accounts that exist already get the new password: one slow hash, only when it changed."""
    User.objects.filter(is_demonstration=True).update(password=make_password(secret))


def ensure(cast: Iterable[Part], *, secret: str, now: datetime) -> list[User]:
    """New accounts share one password and so its hash, which is slow to make."""
    hashed: list[str] = []
    people = []
    for part in cast:
        user = User.objects.filter(email__iexact=part.email).first()
        if user is None:
            hashed = hashed or [make_password(secret)]
            user = _made(part, hashed[0], now=now)
        elif not user.is_demonstration:
            raise ValueError(part.email)
        people.append(user)
    return people


def person(who: str, now: datetime) -> User:
    """Somebody of the cast, by the first part of the e-mail, who may act."""
    return appointments.with_standing(User.objects.filter(email=f"{who}@demo.example"), now)[0]


@acts.act
def _made(part: Part, hashed: str, *, now: datetime) -> User:
    institution = None
    if part.institution:
        rows = Institution.objects.filter(country=part.country, acronym=part.institution)
        institution = rows.latest("pk")
    user = User.objects.create_user(
        part.email,
        full_name=part.name,
        role=part.role,
        country=countries.ensure(part.country) if part.country else None,
        institution=institution,
        is_demonstration=True,
        password=None,
    )
    User.objects.filter(pk=user.pk).update(password=hashed)
    user.password = hashed
    if user.role in OF_A_COUNTRY:
        today = appointments.today_of(user, now)
        ends_on = today + timedelta(days=part.days) if part.days else None
        appointing.record(user, now=now, capacity=part.capacity, act=_act(user, now), ends_on=ends_on)
    return user


def _act(person: User, now: datetime) -> Document | None:
    """Where one is needed; the country's secretariat, which comes first in the cast, hands it in."""
    if person.role not in NEED_ACT:
        return None
    office = User.objects.filter(is_demonstration=True, role=Role.SECRETARIAT, country=person.country)
    return papers.act_of(person, by=office.earliest("pk"), now=now)
