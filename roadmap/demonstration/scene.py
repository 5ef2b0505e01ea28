"""What the two parties said since the workbook, by the verbs themselves. No figure moves by it.

It is played once, while nobody has said anything in the roadmap yet, and only after the workbook's last cutoff date.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from accounts.models import Document, Institution
from roadmap import calendar, workflow
from roadmap.demonstration import closings, next_roadmap, papers
from roadmap.demonstration.accounts import person
from roadmap.models import (
    Activity,
    Amendment,
    Comment,
    Conformity,
    DifferenceNote,
    Evidence,
    PeriodClosing,
    Preparation,
    ProgressReport,
    Roadmap,
)

LAST_CUTOFF = date(2026, 9, 30)
PROOF = "https://www.example.org/demostracion"
Proof = tuple[str, dict[str, Any]]
# What both read, what anybody may read, what Bolivia alone reads, and a piece that its secretariat does not accept.
PROOFS: tuple[Proof, ...] = (
    ("Reporte del tercer trimestre", {"category": "report"}),
    ("Resolución que aprueba el seguimiento", {"category": "norm", "visibility": "public"}),
    (
        "Registro de solicitudes entre fiscalías",
        {
            "category": "statistics",
            "visibility": "own_country",
            "classification": "internal",
            "statement": "Muestra cuántas solicitudes se respondieron en el trimestre. La custodia la fiscalía.",
        },
    ),
    ("Fotografía de la reunión de seguimiento", {"category": "photograph"}),
)
UNCLEAR = "No se distingue de qué reunión es ni de qué fecha."
CONSULATE = "CG-PE La Paz"
DISTRICT = tuple(("BO", "department", name) for name in ("La Paz", "Oruro", "Pando"))


def play(roadmap: Roadmap, *, now: datetime) -> None:
    today = calendar.today_for((roadmap.party_a.time_zone, roadmap.party_b.time_zone), now)
    if today <= LAST_CUTOFF or roadmap.status != Roadmap.Status.IN_FORCE or _was_touched(roadmap):
        return
    day = min(today, roadmap.end)
    activities = {activity.number: activity for activity in roadmap.activities.all()}
    _bolivia_counts_more(activities["4.2"], day, now)
    _waits_for_the_authority(activities["4.1"], day, now)
    _bolivia_proposes_more_time(activities["3.2"], today, now)
    _peru_maintains(activities["2.3"], now)
    _district(now)
    next_roadmap.open_room(roadmap, now=now)
    closings.play(roadmap, now=now)


def _was_touched(roadmap: Roadmap) -> bool:
    """People tried something already: what they did is theirs."""
    said = (
        ProgressReport.objects.filter(activity__roadmap=roadmap, from_workbook=False),
        Amendment.objects.filter(roadmap=roadmap),
        Comment.objects.filter(activity__roadmap=roadmap),
        DifferenceNote.objects.filter(activity__roadmap=roadmap),
        Conformity.objects.filter(report__activity__roadmap=roadmap, from_workbook=False),
        Conformity.objects.filter(report__activity__roadmap=roadmap).exclude(maintained=None),
        Preparation.objects.filter(follows=roadmap),
        PeriodClosing.objects.filter(roadmap=roadmap),
    )
    return any(rows.exists() for rows in said)


# --- Progress ---------------------------------------------------------------------------------------------
def _bolivia_counts_more(activity: Activity, day: date, now: datetime) -> None:
    """Joint, and the lower value stands: Bolivia declares 75 %, Peru 70 %. Each says why."""
    told = "Seguimiento trimestral, con el tercer trimestre de 2026 ya remitido a la contraparte."
    report = _hand_in(activity, day, now, *PROOFS, description=told, percent=Decimal(75))
    workflow.approve(report.pk, by=person("autoridad.bo", now), now=now)
    rejected = {row.pk: UNCLEAR for row in report.evidence.filter(category=Evidence.Category.PHOTOGRAPH)}
    workflow.validate(report.pk, by=person("secretaria1.bo", now), now=now, rejected=rejected)
    reasons = {
        "secretaria1.bo": "Bolivia cuenta el tercer trimestre, que remitió por nota de la fiscalía.",
        "secretaria1.pe": "El Perú cuenta lo que ambas fiscalías ya conciliaron: falta el tercer trimestre.",
    }
    for who, reason in reasons.items():
        workflow.explain_difference(activity.pk, as_of=day, reason=reason, by=person(who, now), now=now)


def _waits_for_the_authority(activity: Activity, day: date, now: datetime) -> None:
    told = "Dos mesas realizadas. La mesa 2026-II está convocada para diciembre, en Copacabana."
    call = ("Convocatoria de la mesa 2026-II", {"category": "official_letter"})
    _hand_in(activity, day, now, call, description=told)


def _hand_in(activity: Activity, day: date, now: datetime, *proofs: Proof, **fields: Any) -> ProgressReport:
    by = person("focal.bo", now)
    report = workflow.start(activity, as_of=day, by=by, now=now)
    report = workflow.save_draft(report.pk, fields=fields, version=report.version, by=by, now=now)
    for number, (title, about) in enumerate(proofs, 1):
        url = f"{PROOF}/{activity.number}/{number}"
        workflow.add_link(report.pk, url=url, title=title, about=about, by=by, now=now)
    return workflow.submit(report.pk, by=by, now=now)


# --- Between the parties ----------------------------------------------------------------------------------
def _bolivia_proposes_more_time(activity: Activity, today: date, now: datetime) -> None:
    """Waits for Peru, and both talk about it."""
    by = person("secretaria1.bo", now)
    title = "Propuesta de reprogramación de la actividad 3.2"
    workflow.propose_amendment(
        activity.roadmap_id,
        kind=Amendment.Kind.REPROGRAM,
        number=activity.number,
        given={"deadline": "2026-12-15"},
        reason="La versión de trabajo necesita una reunión técnica más, prevista para noviembre.",
        paper=papers.paper("DEMO-NV-1", (title,), dated=today, kind=Document.Kind.NOTE_VERBALE),
        by=by,
        now=now,
    )
    shared = "Proponemos la reunión técnica en Desaguadero. La versión de trabajo está en la carpeta común."
    workflow.comment(activity.pk, text=shared, shared=True, by=by, now=now)
    own = "¿Alcanza el plazo que propone Bolivia para la revisión jurídica del ministerio?"
    mentioned = [person("focal.pe", now).pk]
    workflow.comment(
        activity.pk, text=own, shared=False, mentioned=mentioned, by=person("secretaria2.pe", now), now=now
    )


def _peru_maintains(activity: Activity, now: datetime) -> None:
    """Against the observation that the workbook holds."""
    observed = Conformity.objects.filter(
        report__activity=activity, report__country="PE", decision=Conformity.Decision.OBSERVED
    )
    reason = "Los registros consignan a todo el personal de control migratorio previsto para 2026."
    workflow.maintain(observed.latest("pk").pk, reason=reason, by=person("secretaria1.pe", now), now=now)


def _district(now: datetime) -> None:
    by = person("secretaria1.pe", now)
    consulate = Institution.objects.filter(country=by.country, acronym=CONSULATE).latest("pk")
    remark = "Demostración: no es la jurisdicción oficial."
    workflow.set_district(consulate.pk, places=DISTRICT, remark=remark, by=by, now=now)
