"""Roadmaps in which everything waits that can wait, as the database holds them: for tests of how much is asked."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import Any

from django.db import transaction

from accounts.models import Appointment, Institution, InstitutionChange, Role, User
from roadmap.models import (
    Activity,
    Amendment,
    Axis,
    Conformity,
    CutoffDate,
    InstitutionalApproval,
    MatrixRow,
    PeriodClosing,
    Preparation,
    ProgressReport,
    Responsibility,
    Roadmap,
    RoadmapStep,
    RowText,
)
from tests.build import (
    NOON,
    make_closing,
    make_country,
    make_document,
    make_expungement,
    make_institution,
    make_signed,
)

TODAY = datetime(2026, 9, 20, 15, tzinfo=UTC)
CUTOFF = date(2026, 9, 30)
SHA256 = "0123456789abcdef" * 4
BACK = {"status": "returned", "returned_at": NOON, "return_reason": "Falta el acta."}
SUBMITTED = {"status": "submitted", "submitted_at": NOON}
VALIDATED = {"status": "validated", "validated_at": NOON, "as_of": date(2026, 4, 30)}
# What was said in each activity of a roadmap, by whom; in the last ones nothing. The counterpart observed the sixth.
SAID: tuple[tuple[str, dict[str, Any]], ...] = (
    *(("PE", {}), ("PE", BACK), ("PE", SUBMITTED), ("PE", SUBMITTED)),
    *(("BO", VALIDATED), ("PE", VALIDATED), ("PE", VALIDATED), ("", {}), ("", {})),
)


@transaction.atomic
def fill(numbers: Iterable[int], focal: User, secretariat: User, counterpart: User, authority: User) -> None:
    """A roadmap for each number, and the one that follows it, with all kinds of things that wait in Peru."""
    _Scene(list(numbers), focal, secretariat, counterpart, authority).lay()


class _Scene:
    def __init__(
        self, numbers: list[int], focal: User, own: User, counterpart: User, authority: User
    ) -> None:
        self.numbers, self.focal, self.own, self.counterpart = numbers, focal, own, counterpart
        self.authority, self.paper = authority, make_document(counterpart, is_shared=True)
        self.bo, self.pe = make_country("BO"), make_country("PE")

    def lay(self) -> None:
        now = self.roadmaps("now", Roadmap.Status.IN_FORCE)
        following = self.roadmaps("next", Roadmap.Status.IN_PREPARATION)
        CutoffDate.objects.bulk_create(CutoffDate(roadmap=row, day=CUTOFF) for row in now)
        activities = self.activities(now)
        self.responsibles(activities)
        self.reports(activities)
        self.between_the_parties(now, following)
        self.closings(now)
        self.expungements(now)
        self.signed_by_a_ministry(now)
        self.rooms(now, following)
        self.people()

    def expungements(self, now: list[Roadmap]) -> None:
        """Ordered by the focal point, of what the own side handed in."""
        for report in ProgressReport.objects.filter(
            activity__roadmap__in=now, country="PE", status="validated", activity__number="1.6"
        ):
            make_expungement(report, self.focal)

    def closings(self, now: list[Roadmap]) -> None:
        """Proposed by the counterpart, signed by nobody."""
        PeriodClosing.objects.bulk_create(
            PeriodClosing(
                roadmap=row,
                number=1,
                cutoff=date(2026, 4, 30),
                known_at=NOON,
                content="{}",
                content_sha256=SHA256,
                sign_days=15,
                needs_visto_bueno=False,
                country=self.bo,
                proposed_by=self.counterpart,
                proposed_at=NOON,
            )
            for row in now
        )

    def signed_by_a_ministry(self, now: list[Roadmap]) -> None:
        """A closing of each roadmap, sealed: the counterpart's ministry has signed its original."""
        for row in now:
            closing = make_closing(
                row, self.counterpart, self.own, self.counterpart, cutoff=date(2025, 12, 31)
            )
            make_signed(closing, self.counterpart)

    def roadmaps(self, code: str, status: str) -> list[Roadmap]:
        return Roadmap.objects.bulk_create(
            Roadmap(
                code=f"{code}-{number}",
                title="Hoja de Ruta {partes}",
                party_a=self.bo,
                party_b=self.pe,
                start=date(2025, 4, 24),
                end=date(2026, 12, 31),
                status=status,
            )
            for number in self.numbers
        )

    def activities(self, roadmaps: list[Roadmap]) -> list[list[Activity]]:
        """By their place in the roadmap."""
        axes = Axis.objects.bulk_create(Axis(roadmap=row, number=1, title="Eje 1") for row in roadmaps)
        return [
            Activity.objects.bulk_create(
                Activity(
                    roadmap=axis.roadmap,
                    axis=axis,
                    number=f"1.{place}",
                    position=place,
                    title=f"Actividad 1.{place}",
                    kind="joint",
                    start=date(2025, 4, 24),
                    deadline=date(2026, 12, 15),
                )
                for axis in axes
            )
            for place in range(1, len(SAID) + 1)
        ]

    def responsibles(self, activities: list[list[Activity]]) -> None:
        """In the last activity an institution that is no more, another one in each roadmap."""
        ended = Institution.objects.bulk_create(
            Institution(country=self.pe, acronym=f"ANTES-{number}", valid_until=date(2026, 6, 30))
            for number in self.numbers
        )
        lead = Responsibility.Role.LEAD
        own = {row.pk: office for row, office in zip(activities[-1], ended, strict=True)}
        others = make_institution("BO", "FGE")
        Responsibility.objects.bulk_create(
            Responsibility(activity=row, country=country, institution=office, role=lead, position=0)
            for place in activities
            for row in place
            for country, office in ((self.bo, others), (self.pe, own.get(row.pk, self.focal.institution)))
        )

    def reports(self, activities: list[list[Activity]]) -> None:
        said = [
            ProgressReport.objects.bulk_create(
                ProgressReport(
                    activity=row,
                    country_id=country,
                    institution=self.focal.institution if country == "PE" else None,
                    author=self.focal if country == "PE" else None,
                    percent=50,
                    created_at=NOON,
                    **{"as_of": CUTOFF, **fields},
                )
                for row in place
            )
            for place, (country, fields) in zip(activities, SAID, strict=True)
            if country
        ]
        InstitutionalApproval.objects.bulk_create(
            InstitutionalApproval(
                report=row, report_version=1, decision="given", decided_by=self.authority, at=NOON
            )
            for row in said[3]
        )
        Conformity.objects.bulk_create(
            Conformity(
                report=row,
                country=self.bo,
                decision="observed",
                reason="Falta el acta.",
                decided_at=NOON,
                decided_by=self.counterpart,
            )
            for row in said[5]
        )

    def between_the_parties(self, now: list[Roadmap], following: list[Roadmap]) -> None:
        theirs = {"country": self.bo, "proposed_by": self.counterpart, "proposed_at": NOON}
        ours = {"country": self.pe, "proposed_by": self.own, "proposed_at": NOON}
        void = {"outcome": "overtaken", "answered_at": NOON}
        RoadmapStep.objects.bulk_create(
            [
                *(
                    RoadmapStep(roadmap=row, to_status="finished", content_sha256=SHA256, **theirs)
                    for row in now
                ),
                *(
                    RoadmapStep(roadmap=row, to_status="in_force", content_sha256=SHA256, **ours, **void)
                    for row in following
                ),
            ]
        )
        Amendment.objects.bulk_create(
            Amendment(
                roadmap=row,
                number=1,
                kind="extend",
                subject="roadmap",
                changes={"end": "2027-03-31"},
                reason="Falta el convenio.",
                document=self.paper,
                content_sha256=SHA256,
                **theirs,
            )
            for row in now
        )

    def rooms(self, now: list[Roadmap], following: list[Roadmap]) -> None:
        rooms = Preparation.objects.bulk_create(
            Preparation(roadmap=after, follows=row, opened_at=NOON, opened_by=self.counterpart)
            for row, after in zip(now, following, strict=True)
        )
        rows = MatrixRow.objects.bulk_create(MatrixRow(room=room, position=1) for room in rooms)
        RowText.objects.bulk_create(
            RowText(
                row=row,
                country=self.bo,
                written_at=NOON,
                written_by=self.counterpart,
                published={},
                published_sha256=SHA256,
                published_at=NOON,
            )
            for row in rows
        )

    def people(self) -> None:
        """In each country's own affairs: an appointment that ends, an institution that the counterpart dissolved."""
        made = User.objects.bulk_create(
            User(
                email=f"persona{number}@example.org",
                password="!",
                full_name=f"Persona {number}",
                role=Role.READER,
                country=self.pe,
                institution=self.focal.institution,
            )
            for number in self.numbers
        )
        Appointment.objects.bulk_create(
            Appointment(
                person=person,
                role=person.role,
                country=self.pe,
                institution=person.institution,
                starts_on=date(2026, 1, 1),
                ends_on=date(2026, 10, 1),
                appointed_at=NOON,
            )
            for person in made
        )
        theirs = Institution.objects.bulk_create(
            Institution(country=self.bo, acronym=f"SUYA-{number}") for number in self.numbers
        )
        InstitutionChange.objects.bulk_create(
            InstitutionChange(
                country=self.bo,
                institution=office,
                kind=InstitutionChange.Kind.DISSOLVED,
                effective_on=date(2026, 7, 1),
                document=self.paper,
                notified_by=self.counterpart,
                notified_at=NOON,
            )
            for office in theirs
        )


Filler = Callable[[Iterable[int]], None]
