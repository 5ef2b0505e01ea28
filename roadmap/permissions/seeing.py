"""Seeing: `visible(user, queryset)` is what a person may see; what is not among it does not exist for them."""

from typing import TypeVar, cast

from django.db import models
from django.db.models import Q

from accounts.models import Appointment, Document, Institution, InstitutionChange, Role
from roadmap.models import (
    Activity,
    Amendment,
    ClosingOriginal,
    Comment,
    Conformity,
    DifferenceNote,
    Evidence,
    Expungement,
    Job,
    MaintainedPosition,
    MatrixRow,
    PeriodClosing,
    Preparation,
    ProgressReport,
    Responsibility,
    Roadmap,
    RoadmapStep,
    SentHead,
    SignedUpload,
    UnilateralRecord,
)
from roadmap.models.roadmap import RoadmapQuerySet
from roadmap.permissions.amendments import visible_amendments
from roadmap.permissions.closings import visible_closings
from roadmap.permissions.conversing import visible_comments
from roadmap.permissions.expunging import visible_expungements
from roadmap.permissions.heads import visible_heads
from roadmap.permissions.jobs import visible_jobs
from roadmap.permissions.sides import (
    REPORTERS,
    Person,
    active,
    is_secretariat,
    own_party,
    reads_for_country,
)
from roadmap.permissions.state_signatures import visible_uploads

M = TypeVar("M", bound=models.Model)
HOLDERS = {*REPORTERS, Role.AUTHORITY, Role.FOREIGN_MINISTRY}
Status = ProgressReport.Status


def visible(user: Person, queryset: models.QuerySet[M]) -> models.QuerySet[M]:
    """Those rows of the queryset that this person may see; what is not among them answers 404."""
    if not active(user):
        return queryset.none()
    return queryset.filter(_rule(user, queryset.model))


def _rule(user: Person, model: type[models.Model]) -> Q:
    if model is Roadmap:
        return _roadmaps(user)
    if model is ProgressReport:
        return _reports(user)
    if model is Conformity:
        return _within(_reports(user), "report")
    if model is Evidence:
        return _evidence(user)
    if model is MaintainedPosition:
        return _within(_reports(user), "observation__report")
    if model is DifferenceNote:
        return _within(_roadmaps(user), "activity__roadmap")
    if model is Comment:
        roadmaps, reports = _within(_roadmaps(user), "activity__roadmap"), _within(_reports(user), "report")
        return visible_comments(user, roadmaps, reports)
    if model is PeriodClosing:
        return visible_closings(user, _within(_roadmaps(user), "roadmap"))
    if model is ClosingOriginal:
        return _within(visible_closings(user, _within(_roadmaps(user), "roadmap")), "closing")
    if model is SignedUpload:
        return visible_uploads(user, _within(_roadmaps(user), "closing__roadmap"))
    if model in (Activity, Preparation, RoadmapStep, UnilateralRecord):
        return _within(_roadmaps(user), "roadmap")
    if model is Amendment:
        return visible_amendments(user, _within(_roadmaps(user), "roadmap"))
    if model is MatrixRow:
        return _within(_roadmaps(user), "room__roadmap")
    if model is Document:
        return _documents(user)
    if model is Institution:
        return Q(country=user.country_id) if reads_for_country(user) else _nothing()
    if model is Job:
        return visible_jobs(user)
    if model is Expungement:
        return visible_expungements(user, _within(_reports(user), "report"))
    if model is SentHead:
        return visible_heads(user)
    if model is InstitutionChange:
        return _changes(user)
    raise TypeError(f"No rule of visibility for {model.__name__}")


def _nothing() -> Q:
    return Q(pk__in=[])


def _roadmaps(user: Person) -> Q:
    """The roadmaps whose content a person may read: those of the own country, and the fictional example."""
    if not reads_for_country(user):
        return _nothing()
    return Q(party_a=user.country_id) | Q(party_b=user.country_id) | Q(is_example=True)


def _reports(user: Person) -> Q:
    """Validated reports of a readable roadmap; of the own side also what one's office works on."""
    if not reads_for_country(user):
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


def _evidence(user: Person) -> Q:
    """With its report; of the other side only what was accepted there and is not for its own country alone."""
    if not reads_for_country(user):
        return _nothing()
    told = Q(accepted_at__isnull=False) & ~Q(visibility=Evidence.Visibility.OWN_COUNTRY)
    return _within(_reports(user), "report") & (told | Q(report__country=user.country_id))


def reads_evidence(user: Person, piece: Evidence, report: ProgressReport) -> bool:
    """The same rule about one piece of a report that the person sees."""
    if not reads_for_country(user):
        return False
    told = piece.accepted_at is not None and not piece.own_only
    return told or report.country_id == user.country_id


def _documents(user: Person) -> Q:
    """Who keeps the own country's papers, who handed one in, who is appointed by it; shared ones both sides read."""
    if not reads_for_country(user):
        return _nothing()
    rule = _nothing()
    if user.pk is not None:
        held = Appointment.objects.filter(person=user)
        rule |= Q(added_by=user) | Q(pk__in=held.values("act")) | Q(pk__in=held.values("note"))
    if user.role in (Role.SECRETARIAT, Role.FOREIGN_MINISTRY):
        rule |= Q(country=user.country_id)
    shared = Roadmap.objects.of_country(user.country_id)
    for party in ("party_a", "party_b"):
        rule |= Q(is_shared=True, country__in=shared.values(party)) & ~_of_amendments(Amendment.objects.all())
    seen = visible_amendments(user, _within(_roadmaps(user), "roadmap"))
    return rule | _of_amendments(Amendment.objects.filter(seen))


def _of_amendments(found: models.QuerySet[Amendment]) -> Q:
    """The papers of modifications: whoever reads a modification reads them, of these parties and of no others."""
    answered = found.filter(answer_document__isnull=False)
    return Q(pk__in=found.values("document")) | Q(pk__in=answered.values("answer_document"))


def _changes(user: Person) -> Q:
    """Of institutions: the own country's, and what the countries notified with which it has a roadmap."""
    if not reads_for_country(user):
        return _nothing()
    rule, shared = Q(country=user.country_id), Roadmap.objects.of_country(user.country_id)
    for party in ("party_a", "party_b"):
        rule |= Q(country__in=shared.values(party))
    return rule


def _within(rule: Q, path: str) -> Q:
    """The same rule seen from a row that points there: every lookup gets the path in front."""
    moved = [
        _within(child, path) if isinstance(child, Q) else (f"{path}__{child[0]}", child[1])
        for child in cast("list[Q | tuple[str, object]]", rule.children)
    ]
    return Q(*moved, _connector=rule.connector, _negated=rule.negated)


def listed(user: Person) -> RoadmapQuerySet:
    """The roadmaps that a person sees in the list: observers and operators see that they exist, no more."""
    if not active(user):
        return Roadmap.objects.none()
    if user.role in (Role.OBSERVER, Role.OPERATOR):
        return Roadmap.objects.all()
    return Roadmap.objects.filter(_rule(user, Roadmap))


def reads_closings_alone(user: Person) -> bool:
    """Observers: of a roadmap they read what both parties have signed, and nothing else."""
    return active(user) and user.role == Role.OBSERVER


def with_closings(user: Person) -> RoadmapQuerySet:
    """The roadmaps whose closings a person may look for: observers read what both parties have signed."""
    if reads_closings_alone(user):
        return Roadmap.objects.all()
    return cast(RoadmapQuerySet, visible(user, Roadmap.objects.all()))


def can_see_figures(user: Person, roadmap: Roadmap) -> bool:
    """Live figures are for the people of the parties (and all readers of the fictional example)."""
    return reads_for_country(user) and (roadmap.has_party(user.country_id) or roadmap.is_example)


def can_see_country_percentages(user: Person, roadmap: Roadmap, country: str) -> bool:
    """Percentages of one country are shown in its own side's view only: nobody is ranked."""
    return own_party(user, roadmap) == country


def can_see_working(user: Person, activity: Activity) -> bool:
    """Follows what the own side writes before it counts: its secretariat and the institutions that answer."""
    if is_secretariat(user):
        return own_party(user, activity.roadmap) is not None
    offices = (Role.FOCAL_POINT, Role.AUTHORITY)
    if not reads_for_country(user) or user.role not in offices:
        return False
    return activity.responsibilities.filter(country=user.country_id, institution=user.institution_id).exists()


def can_have_tasks(user: Person) -> bool:
    """Something can wait for them: they report, approve, validate or answer, or accredit interim people."""
    return reads_for_country(user) and user.role in HOLDERS
