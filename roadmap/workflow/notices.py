"""What a notification of an institutional change may say. What it may not is refused at its field of the form.

Recording it, and what its day brings, is in `roadmap.workflow.succession`.
"""

from collections.abc import Collection
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import Institution, InstitutionChange
from accounts.succession import Told
from roadmap.workflow import moves, passing

Kind = InstitutionChange.Kind
ONE_DAY = timedelta(days=1)


def check(institution: Institution, told: Told, *, ended: bool) -> None:
    if (told.kind == Kind.SUCCESSION) != ended or told.kind not in Kind.values:
        raise ValidationError({"kind": _("Choose what changes.")})
    _check_state(institution, told, ended)
    if told.successor_id is not None:
        _check_successor(institution, told)
    elif told.acronym.strip() or told.name.strip():
        _check_new(institution, told)
    elif told.kind != Kind.DISSOLVED:
        raise ValidationError({"successor": _("Choose the successor, or write its acronym and name.")})


def check_left(institution: Institution, activities: Collection[int] | None) -> None:
    if not passing.responsibilities(institution).exists():
        raise moves.IllegalTransition(_("Nothing of this institution is left to be designated."))
    if not passing.responsibilities(institution, activities).exists():
        raise ValidationError({"activities": _("Choose at least one activity.")})


def _check_state(institution: Institution, told: Told, ended: bool) -> None:
    if ended and institution.valid_until is None:
        raise moves.IllegalTransition(_("This institution has not ended: notify what becomes of it."))
    if not ended and institution.successor_id is not None:
        raise moves.IllegalTransition(_("This institution already has a successor."))
    if not ended and institution.changes.waiting().exists():
        raise moves.IllegalTransition(_("A change of this institution is already notified."))
    began, end = institution.valid_from, institution.valid_until
    if began is not None and told.effective_on <= began:
        raise ValidationError({"effective_on": _("The institution had not begun by that day.")})
    if ended and end is not None and told.effective_on <= end:
        raise ValidationError({"effective_on": _("The institution still existed on that day.")})
    if not ended and end is not None and told.effective_on > end + ONE_DAY:
        raise ValidationError({"effective_on": _("The institution ends before that day.")})


def _check_successor(institution: Institution, told: Told) -> None:
    own = Institution.objects.filter(country=institution.country_id)
    successor = own.filter(pk=told.successor_id or 0).first()
    if successor is None or successor.pk == institution.pk:
        raise ValidationError({"successor": _("Choose another institution of your country.")})
    if not successor.existed_on(told.effective_on) or successor.changes.waiting().exists():
        raise ValidationError(
            {"successor": _("This institution does not exist on that day, or is about to change.")}
        )
    if told.kind == Kind.RENAMED:
        raise ValidationError({"successor": _("A renamed institution has a new name: write it below.")})


def _check_new(institution: Institution, told: Told) -> None:
    acronym, name = told.acronym.strip(), told.name.strip()
    if not (acronym and name):
        raise ValidationError({"acronym": _("Write both the acronym and the name.")})
    if (acronym, name) == (institution.acronym, institution.name):
        raise ValidationError({"name": _("This is its present name.")})
    taken = Institution.objects.filter(country=institution.country_id, acronym__iexact=acronym)
    taken = taken.filter(valid_until=None).exclude(pk=institution.pk)
    if taken.exists():
        raise ValidationError(
            {"acronym": _("Your country has an institution with this acronym: choose it as the successor.")}
        )
