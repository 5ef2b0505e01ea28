"""Who may see and do what: the only place that reads roles. Rules here, the state of things in `workflow`.

`visible(user, queryset)` is what a person may see; `can_*` answers one question with a boolean; `require`
turns a no into a 403. `may_*` asks about the person alone, `can_*` whether that person can do it now, in the state
that things are in. Every rule keeps the two parties equal: a country's people act on their own side only.
"""

from typing import TypeGuard, TypeVar, cast

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q

from accounts.models import Institution, Role, User
from roadmap.models import (
    Activity,
    Conformity,
    Evidence,
    ProgressReport,
    Responsibility,
    Roadmap,
    RoadmapStep,
)

Person = User | AnonymousUser
M = TypeVar("M", bound=models.Model)
Status = ProgressReport.Status

# They read everything that both parties may read of their country's roadmaps.
READERS = {
    Role.SECRETARIAT,
    Role.FOREIGN_MINISTRY,
    Role.FOCAL_POINT,
    Role.AUTHORITY,
    Role.READER,
    Role.CONSUL,
}
REPORTERS = {Role.SECRETARIAT, Role.FOCAL_POINT}


def require(allowed: bool) -> None:
    """Raises PermissionDenied (a 403) unless allowed."""
    if not allowed:
        raise PermissionDenied


def _active(user: Person) -> TypeGuard[User]:
    return bool(user.is_authenticated and user.is_active)


def _reads_for_country(user: Person) -> TypeGuard[User]:
    return _active(user) and user.role in READERS and user.country_id is not None


def is_secretariat(user: Person, country: str | None = None) -> TypeGuard[User]:
    """Belongs to a technical secretariat: of that country, where one is named."""
    return _reads_for_country(user) and user.role == Role.SECRETARIAT and country in (None, user.country_id)


# --- Seeing -----------------------------------------------------------------------------------------------
def visible(user: Person, queryset: models.QuerySet[M]) -> models.QuerySet[M]:
    """Those rows of the queryset that this person may see; what is not among them answers 404."""
    if not _active(user):
        return queryset.none()
    return queryset.filter(_rule(user, queryset.model))


def _rule(user: Person, model: type[models.Model]) -> Q:
    if model is Roadmap:
        return _roadmaps(user)
    if model is ProgressReport:
        return _reports(user)
    if model in (Evidence, Conformity):
        return _within(_reports(user), "report")
    if model in (Activity, RoadmapStep):
        return _within(_roadmaps(user), "roadmap")
    raise TypeError(f"No rule of visibility for {model.__name__}")


def _nothing() -> Q:
    return Q(pk__in=[])


def _roadmaps(user: Person) -> Q:
    """The roadmaps whose content a person may read: those of the own country, and the fictional example."""
    if not _reads_for_country(user):
        return _nothing()
    return Q(party_a=user.country_id) | Q(party_b=user.country_id) | Q(is_example=True)


def _reports(user: Person) -> Q:
    """Validated reports of a readable roadmap; of the own side also what one's office works on."""
    if not _reads_for_country(user):
        return _nothing()
    own = Q(country=user.country_id)
    shared = Q(status=Status.VALIDATED)
    if user.role == Role.SECRETARIAT:
        shared |= own
    elif user.role == Role.FOREIGN_MINISTRY:
        shared |= own & Q(status=Status.SUBMITTED)
    elif user.role in (Role.FOCAL_POINT, Role.AUTHORITY):
        answers_for = Responsibility.objects.filter(country=user.country_id, institution=user.institution_id)
        shared |= own & Q(activity__in=answers_for.values("activity"))
    return shared & _within(_roadmaps(user), "activity__roadmap")


def _within(rule: Q, path: str) -> Q:
    """The same rule seen from a row that points there: every lookup gets the path in front."""
    moved = [
        _within(child, path) if isinstance(child, Q) else (f"{path}__{child[0]}", child[1])
        for child in cast("list[Q | tuple[str, object]]", rule.children)
    ]
    return Q(*moved, _connector=rule.connector, _negated=rule.negated)


def listed(user: Person) -> models.QuerySet[Roadmap]:
    """The roadmaps that a person sees in the list: observers and operators see that they exist, no more."""
    if not _active(user):
        return Roadmap.objects.none()
    if user.role in (Role.OBSERVER, Role.OPERATOR):
        return Roadmap.objects.all()
    return visible(user, Roadmap.objects.all())


def can_see_figures(user: Person, roadmap: Roadmap) -> bool:
    """Live figures are for the people of the parties (and all readers of the fictional example)."""
    return _reads_for_country(user) and (roadmap.has_party(user.country_id) or roadmap.is_example)


def own_party(user: Person, roadmap: Roadmap) -> str | None:
    """The code of the person's country where it is a party: it stands first on their pages."""
    return user.country_id if _reads_for_country(user) and roadmap.has_party(user.country_id) else None


def can_see_country_percentages(user: Person, roadmap: Roadmap, country: str) -> bool:
    """Percentages of one country are shown in its own side's view only: nobody is ranked."""
    return own_party(user, roadmap) == country


def can_see_working(user: Person, activity: Activity) -> bool:
    """Follows what the own side writes before it counts: its secretariat and the institutions that answer."""
    if is_secretariat(user):
        return own_party(user, activity.roadmap) is not None
    offices = (Role.FOCAL_POINT, Role.AUTHORITY)
    if not _reads_for_country(user) or user.role not in offices:
        return False
    return activity.responsibilities.filter(country=user.country_id, institution=user.institution_id).exists()


def can_have_tasks(user: Person) -> bool:
    """Something can wait for them: they report, validate or answer."""
    return _reads_for_country(user) and user.role in REPORTERS


# --- Progress ---------------------------------------------------------------------------------------------
def reports_for(user: Person, activity: Activity) -> models.QuerySet[Institution]:
    """The institutions in whose name a person may report: a focal point's own, or all of the secretariat's side.

    Only institutions that answer for the activity; the lead comes first.
    """
    if not _reads_for_country(user) or user.role not in REPORTERS:
        return Institution.objects.none()
    side = Q(responsibilities__activity=activity, responsibilities__country=user.country_id)
    if user.role == Role.FOCAL_POINT:
        side &= Q(pk=user.institution_id)
    return Institution.objects.filter(side).order_by("responsibilities__position")


def can_report(user: Person, activity: Activity) -> bool:
    """A focal point of an institution that answers for the activity, or the secretariat of its country."""
    return reports_for(user, activity).exists()


def may_edit(user: Person, report: ProgressReport) -> bool:
    """Whoever may report on the activity for the report's country."""
    return _own(user, report) and can_report(user, report.activity)


def can_edit(user: Person, report: ProgressReport) -> bool:
    """Open reports are written in: drafts and returned ones."""
    return report.status in (Status.DRAFT, Status.RETURNED) and may_edit(user, report)


def may_decide(user: Person, report: ProgressReport) -> bool:
    """Validate or return: the own secretariat, never somebody who wrote in the report."""
    return is_secretariat(user, report.country_id) and not report.writers.filter(pk=user.pk).exists()


def can_decide(user: Person, report: ProgressReport) -> bool:
    return report.status == Status.SUBMITTED and may_decide(user, report)


def may_answer(user: Person, report: ProgressReport) -> bool:
    """Agree or observe: the counterpart's secretariat, on what is not of one country alone."""
    activity = report.activity
    return (
        activity.kind != Activity.Kind.NATIONAL
        and is_secretariat(user)
        and user.country_id != report.country_id
        and activity.roadmap.has_party(user.country_id)
    )


def can_answer(user: Person, report: ProgressReport) -> bool:
    """Only what the other country validated can be answered: before, its counterpart does not see it."""
    return report.status == Status.VALIDATED and may_answer(user, report)


def _own(user: Person, report: ProgressReport) -> bool:
    return _reads_for_country(user) and user.country_id == report.country_id


# --- The roadmap itself -----------------------------------------------------------------------------------
def can_import(user: Person, parties: tuple[str, ...] | None = None) -> bool:
    """Secretariats bring in matrices of their own country's roadmaps."""
    return is_secretariat(user) and (parties is None or user.country_id in parties)


def can_propose_step(user: Person, roadmap: Roadmap) -> TypeGuard[User]:
    return is_secretariat(user) and roadmap.has_party(user.country_id)


def may_answer_step(user: Person, step: RoadmapStep) -> bool:
    """The other party's secretariat: nobody accepts what their own side proposed."""
    return can_propose_step(user, step.roadmap) and user.country_id != step.country_id


def can_answer_step(user: Person, step: RoadmapStep) -> bool:
    return step.outcome == RoadmapStep.Outcome.PENDING and may_answer_step(user, step)


def may_withdraw_step(user: Person, step: RoadmapStep) -> bool:
    return is_secretariat(user, step.country_id)


def can_withdraw_step(user: Person, step: RoadmapStep) -> bool:
    return step.outcome == RoadmapStep.Outcome.PENDING and may_withdraw_step(user, step)


def can_link_continuation(user: Person, activity: Activity) -> bool:
    """Say which activity of an earlier roadmap this one continues: either party's secretariat."""
    return is_secretariat(user) and activity.roadmap.has_party(user.country_id)
