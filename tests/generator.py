"""Roadmaps of any size with years of reports, from a seed: the same shape gives the same rows.

Serves the bench and the tests of size (same queries for 3 rows and 300). Rows are written as the database holds
them, past the workflow; evidence of the kind "file" has its hash and size but no bytes on the disk.
"""

import hashlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import TypeVar

from django.db import models, transaction
from openpyxl import Workbook

from accounts.models import Appointment, Institution, Role, User
from roadmap.models import (
    Activity,
    Axis,
    Conformity,
    CutoffDate,
    Evidence,
    Milestone,
    ProgressReport,
    Responsibility,
    Roadmap,
)
from roadmap.workflow.bulk import create_with_history
from tests.build import make_country, make_institution, make_user

PARTIES = ("BO", "PE")
AXES = ("Planificación y monitoreo", "Prevención", "Atención y protección", "Investigación y sanción")
KINDS = (Activity.Kind.JOINT, Activity.Kind.PARALLEL, Activity.Kind.JOINT, Activity.Kind.NATIONAL)
LEADS = {"BO": "ST-CPCTTP", "PE": "ST-CMNP"}
OTHERS = {"BO": ("FGE", "POLBOL", "DIGEMIG"), "PE": ("MIMP", "PNP", "MIGRACIONES")}
DONE = (
    "Se realizó la reunión de coordinación con las instituciones responsables y se aprobó el acta correspondiente.",
    "Se remitió el reporte estadístico del período y se acordó el formato común para los próximos envíos.",
    "Se ejecutó la campaña en las zonas de frontera, con participación de los gobiernos locales.",
    "Se elaboró la propuesta técnica y se envió a la contraparte para su revisión.",
)
DIFFICULTIES = ("", "Formatos estadísticos distintos.", "Cambio de autoridades.", "Recursos por confirmar.")
NEXT_STEPS = (
    "Convocar la próxima reunión.",
    "Remitir el reporte siguiente.",
    "Confirmar la sede y la fecha.",
)
M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True, slots=True)
class Shape:
    """How much. `reports` is for each activity, both countries together, over the two years before `until`.

    Without `history` a large database is there in half the time; pages of figures do not read it. `people`: so many
    focal points and authorities besides, appointed for ever, spread over the institutions of both countries.
    """

    roadmaps: int = 1
    activities: int = 11
    reports: int = 24
    until: date = date(2026, 9, 30)
    seed: int = 2025
    history: bool = True
    people: int = 0

    @property
    def start(self) -> date:
        return self.until - timedelta(days=730)

    @property
    def end(self) -> date:
        return self.until + timedelta(days=92)


@transaction.atomic
def fill(shape: Shape) -> list[Roadmap]:
    """Writes the roadmaps with everything below them. Returns them in the order of code."""
    return _Filler(shape).everything()


class _Filler:
    def __init__(self, shape: Shape) -> None:
        self.shape, self.random = shape, Random(shape.seed)  # noqa: S311 (repeatable is the point)
        self.people = {code: _people(code) for code in PARTIES}
        self.leads = {code: make_institution(code, acronym) for code, acronym in LEADS.items()}
        self.others = {
            code: [make_institution(code, name) for name in names] for code, names in OTHERS.items()
        }

    def everything(self) -> list[Roadmap]:
        self.appoint(self.shape.people)
        roadmaps = self.write([self.roadmap(index) for index in range(self.shape.roadmaps)])
        days = self.days(6)  # three a year
        self.write([CutoffDate(roadmap=roadmap, day=day) for roadmap in roadmaps for day in days])
        axes = self.write(
            [
                Axis(roadmap=roadmap, number=i, title=text)
                for roadmap in roadmaps
                for i, text in enumerate(AXES, 1)
            ]
        )
        activities = self.write([row for roadmap in roadmaps for row in self.activities(roadmap, axes)])
        self.write([row for activity in activities for row in self.responsibilities(activity)])
        self.write([row for activity in activities for row in _milestones(activity)])
        reports = self.write([row for activity in activities for row in self.reports(activity)])
        through = ProgressReport.writers.through
        through.objects.bulk_create(
            [through(progressreport_id=row.pk, user_id=row.author_id) for row in reports], 500
        )
        self.write([row for report in reports for row in self.evidence(report)])
        self.write([row for report in reports for row in self.answers(report)])
        return roadmaps

    def appoint(self, people: int) -> None:
        """Past the verbs, without passwords: nobody signs in as them."""
        offices = [
            (code, office, role)
            for code in PARTIES
            for office in (self.leads[code], *self.others[code])
            for role in (Role.FOCAL_POINT, Role.FOCAL_POINT, Role.AUTHORITY)
        ]
        chosen = [offices[index % len(offices)] for index in range(people)]
        made = User.objects.bulk_create(
            [
                User(
                    email=f"persona{index}@example.org",
                    password="!",
                    full_name=f"Persona {index}",
                    role=role,
                    country_id=code,
                    institution=office,
                )
                for index, (code, office, role) in enumerate(chosen)
            ],
            batch_size=500,
        )
        Appointment.objects.bulk_create(
            [
                Appointment(
                    person=person,
                    role=role,
                    country_id=code,
                    institution=office,
                    starts_on=self.shape.start,
                    appointed_at=datetime.combine(self.shape.start, time(12), UTC),
                )
                for person, (code, office, role) in zip(made, chosen, strict=True)
            ],
            batch_size=500,
        )

    def write(self, rows: list[M]) -> list[M]:
        if not rows:
            return []
        if not self.shape.history:
            return list(type(rows[0])._default_manager.bulk_create(rows, batch_size=500))
        noon = datetime.combine(self.shape.start, time(12), UTC)
        return create_with_history(type(rows[0]), rows, by=None, now=noon)

    def days(self, count: int) -> list[date]:
        """That many days in the two years, evenly spread, the last one `until`."""
        return [self.shape.until - timedelta(days=730 * back // count) for back in reversed(range(count))]

    def roadmap(self, index: int) -> Roadmap:
        a, b = map(make_country, PARTIES)
        return Roadmap(
            code=f"bo-pe-{index + 1:04}",
            title=f"Hoja de Ruta Binacional {{partes}}, número {index + 1}",
            party_a=a,
            party_b=b,
            start=self.shape.start,
            end=self.shape.end,
            signed_on=self.shape.start,
            signed_place="Desaguadero",
            status=Roadmap.Status.IN_FORCE,
        )

    def activities(self, roadmap: Roadmap, axes: Sequence[Axis]) -> Iterator[Activity]:
        own = [axis for axis in axes if axis.roadmap_id == roadmap.pk]
        each = -(-self.shape.activities // len(own))
        for position in range(self.shape.activities):
            axis = own[position // each]
            yield Activity(
                roadmap=roadmap,
                axis=axis,
                number=f"{axis.number}.{position % each + 1}",
                position=position,
                title=f"Actividad {position + 1} de las instituciones responsables en la zona de frontera",
                kind=KINDS[position % len(KINDS)],
                start=self.shape.start,
                deadline=self.shape.end - timedelta(days=61 * (position % 9)),
                indicator="Reuniones realizadas",
                means_of_verification="Actas suscritas",
                source="ilustrativa",
            )

    def responsibilities(self, activity: Activity) -> Iterator[Responsibility]:
        for country in _countries(activity):
            institutions: list[Institution] = [
                self.leads[country],
                *self.others[country][: activity.position % 3],
            ]
            for position, institution in enumerate(institutions):
                yield Responsibility(
                    activity=activity,
                    country_id=country,
                    institution=institution,
                    role=Responsibility.Role.CO_RESPONSIBLE if position else Responsibility.Role.LEAD,
                    position=position,
                )

    # --- reports ------------------------------------------------------------------------------------------
    def reports(self, activity: Activity) -> Iterator[ProgressReport]:
        """The countries take turns; every third report repeats the value, so that answers carry on."""
        countries = _countries(activity)
        turns = self.shape.reports // len(countries)
        for turn, day in enumerate(self.days(turns), 1):
            share = (turn - turn % 3 // 2) / turns
            for country in countries:
                yield self.report(activity, country, day, min(1.0, share * self.random.uniform(0.8, 1.2)))

    def report(self, activity: Activity, country: str, day: date, share: float) -> ProgressReport:
        writer, validator = self.people[country]
        met = [key for key, *_ in MILESTONES][: int(share * len(MILESTONES))]
        submitted, validated = (datetime.combine(day, time(hour), UTC) for hour in (13, 21))
        with_milestones = _has_milestones(activity)
        return ProgressReport(
            activity=activity,
            country_id=country,
            institution=self.leads[country],
            as_of=day,
            percent=None if with_milestones else Decimal(round(share * 20) * 5),
            milestones_met=met if with_milestones else [],
            description=self.random.choice(DONE),
            difficulties=self.random.choice(DIFFICULTIES),
            next_steps=self.random.choice(NEXT_STEPS),
            status=ProgressReport.Status.VALIDATED,
            created_at=submitted,
            author=writer,
            submitted_at=submitted,
            submitted_by=writer,
            validated_at=validated,
            validated_by=validator,
        )

    def evidence(self, report: ProgressReport) -> Iterator[Evidence]:
        for number in range(self.random.choice((1, 1, 1, 2))):
            kind = self.random.choice(tuple(Evidence.Kind))
            yield Evidence(
                report=report,
                kind=kind,
                title=f"Acta {number + 1} del {report.as_of}",
                added_at=report.created_at,
                added_by_id=report.author_id,
                accepted_at=report.validated_at,
                accepted_by_id=report.validated_by_id,
                **_contents(kind, f"{report.pk}-{number}"),
            )

    def answers(self, report: ProgressReport) -> Iterator[Conformity]:
        decision = self.random.choices((*Conformity.Decision, None), (70, 10, 20))[0]
        if decision is None or report.activity.kind == Activity.Kind.NATIONAL or report.validated_at is None:
            return
        country = next(code for code in PARTIES if code != report.country_id)
        yield Conformity(
            report=report,
            country_id=country,
            decision=decision,
            reason=""
            if decision == Conformity.Decision.AGREED
            else "Falta el acta firmada por ambas partes.",
            decided_at=report.validated_at + timedelta(hours=1),
            decided_by=self.people[country][1],
        )


MILESTONES = (
    ("r1", "Primera reunión", 25),
    ("r2", "Segunda", 25),
    ("r3", "Tercera", 25),
    ("r4", "Cuarta", 25),
)


def _people(country: str) -> tuple[User, User]:
    """Who writes for a country and who validates."""
    place = country.lower()
    return (
        make_user(f"escribe.{place}@example.org", Role.SECRETARIAT, country, LEADS[country]),
        make_user(f"valida.{place}@example.org", Role.SECRETARIAT, country, LEADS[country]),
    )


def _countries(activity: Activity) -> tuple[str, ...]:
    return (PARTIES[activity.position % 2],) if activity.kind == Activity.Kind.NATIONAL else PARTIES


def _has_milestones(activity: Activity) -> bool:
    return activity.position % len(KINDS) == 0


def _milestones(activity: Activity) -> list[Milestone]:
    if not _has_milestones(activity):
        return []
    rows = enumerate(MILESTONES)
    return [Milestone(activity=activity, key=k, title=t, weight=w, position=i) for i, (k, t, w) in rows]


def _contents(kind: str, name: str) -> dict[str, object]:
    if kind == Evidence.Kind.LINK:
        return {"url": f"https://documentos.example/{name}"}
    if kind == Evidence.Kind.REFERENCE:
        return {}
    return {
        "file": f"evidence/generated/{name}.pdf",
        "file_name": f"acta-{name}.pdf",
        "sha256": hashlib.sha256(name.encode()).hexdigest(),
        "size": 48_213,
        "content_type": "application/pdf",
    }


# --- The same as a workbook -------------------------------------------------------------------------------
ACTIVITY_COLUMNS = (
    *("N°", "Eje estratégico", "Actividad", "Tipo", "Responsables Bolivia", "Responsables Perú"),
    *("Inicio", "Plazo", "Peso", "Hitos", "Indicador", "Medio de verificación", "Fuente"),
)
PROGRESS_COLUMNS = (
    *("N°", "País", "Fecha de corte", "Avance %", "Hitos cumplidos", "Descripción", "Dificultades"),
    *("Próximos pasos", "Evidencias", "Validado el", "Conformidad"),
)


def workbook(avances: int, *, activities: int = 44, code: str = "bo-pe-libro", seed: int = 2025) -> bytes:
    """A roadmap as its Excel matrix with that many rows of `Avances`, all of them good."""
    random = Random(seed)  # noqa: S311
    start, end = date(2024, 1, 1), date(2026, 12, 31)
    book = Workbook(write_only=True)
    general = (
        *(("Código", code), ("Título", "Hoja de Ruta {partes} de muchos avances"), ("Países", "BO; PE")),
        *(("Inicio de vigencia", start), ("Fin de vigencia", end), ("Fecha de suscripción", start)),
        *(("Lugar de suscripción", "Desaguadero"), ("Exige conformidad", "Sí"), ("Exige evidencia", "Sí")),
        ("Fuente", "ilustrativa"),
    )
    plan = [_activity_row(index, start, end) for index in range(activities)]
    institutions = [(LEADS[code], f"Institución {LEADS[code]}", code, "ministerio") for code in PARTIES]
    sheets = {
        "Hoja de ruta": general,
        "Actividades": (ACTIVITY_COLUMNS, *plan),
        "Instituciones": (("Sigla", "Nombre", "País", "Tipo"), *institutions),
        "Avances": (
            PROGRESS_COLUMNS,
            *(_progress_row(index, plan, start, random) for index in range(avances)),
        ),
    }
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _activity_row(index: int, start: date, end: date) -> tuple[object, ...]:
    axis = index % len(AXES)
    leads = (LEADS["BO"], LEADS["PE"])
    number, title = f"{axis + 1}.{index // len(AXES) + 1}", f"Actividad {index + 1} en la zona de frontera"
    return (
        number,
        AXES[axis],
        title,
        "Paralela",
        *leads,
        start,
        end,
        1,
        None,
        "Informes",
        "Actas",
        "ilustrativa",
    )


def _progress_row(
    index: int, plan: Sequence[tuple[object, ...]], start: date, random: Random
) -> tuple[object, ...]:
    """Both countries report on every activity day after day, five points more each time."""
    turn, place = divmod(index, 2 * len(plan))
    day = start + timedelta(days=turn + 1)
    return (
        plan[place // 2][0],
        PARTIES[place % 2],
        day,
        min(100, 5 * turn),
        None,
        random.choice(DONE),
        random.choice(DIFFICULTIES) or None,
        random.choice(NEXT_STEPS),
        f"Acta {turn + 1}",
        day + timedelta(days=10),
        random.choice(("Conforme", "Conforme", None)),
    )
