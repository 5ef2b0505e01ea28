"""Builders of rows with fixed, readable values: `make_*`. A test names only what it is about."""

import zlib
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client

from accounts import countries, ledger
from accounts.models import (
    Appointment,
    ConsularDistrict,
    Country,
    Document,
    Institution,
    InstitutionChange,
    Place,
    Role,
    User,
)
from accounts.models.user import OF_A_COUNTRY
from roadmap.models import (
    Activity,
    Amendment,
    Axis,
    ClosingOriginal,
    ClosingSeal,
    ClosingSignature,
    ClosingText,
    Comment,
    Conformity,
    CutoffDate,
    Declaration,
    DifferenceNote,
    Evidence,
    Expungement,
    Job,
    MaintainedPosition,
    MatrixRow,
    Milestone,
    PeriodClosing,
    Preparation,
    ProgressReport,
    Responsibility,
    Roadmap,
    RowText,
    SignatureCheck,
    SignedUpload,
    StateSignature,
    UnilateralRecord,
)
from roadmap.preparation.content import canonical

PASSWORD = "una-clave-larga-y-propia"
SAMPLES = Path(__file__).parents[1] / "roadmap" / "demo_data"
NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


def make_country(code: str) -> Country:
    return countries.ensure(code, f"País {code[-1]}" if countries.is_user_assigned(code) else None)


def make_institution(country: str | None, acronym: str, **fields: Any) -> Institution:
    return Institution.objects.get_or_create(
        country=make_country(country) if country else None,
        acronym=acronym,
        defaults={"name": f"Institución {acronym}", "kind": "ministerio", **fields},
    )[0]


def make_user(
    email: str, role: Role, country: str | None = None, institution: str | None = None, **fields: Any
) -> User:
    """A person who may act: with an appointment in force since long ago where the role is a country's."""
    person = User.objects.create_user(
        email,
        PASSWORD,
        role=role,
        country=make_country(country) if country else None,
        institution=make_institution(country, institution) if institution else None,
        full_name=fields.pop("full_name", email.split("@")[0].replace(".", " ").title()),
        **fields,
    )
    if person.country is not None and role in OF_A_COUNTRY:
        make_appointment(person)
        person.has_appointment = True
    return person


def make_appointment(person: User, **fields: Any) -> Appointment:
    """To what the account is, for ever, without a document: as for accounts older than appointments."""
    assert person.country
    return Appointment.objects.create(
        person=person,
        role=person.role,
        country=person.country,
        institution=person.institution,
        starts_on=fields.pop("starts_on", date(2000, 1, 1)),
        appointed_at=fields.pop("appointed_at", NOON),
        **fields,
    )


def make_document(by: User, **fields: Any) -> Document:
    """A paper of the person's country, as the database holds it."""
    assert by.country
    return Document.objects.create(
        country=by.country,
        kind=fields.pop("kind", Document.Kind.OFICIO),
        number=fields.pop("number", "123-2026"),
        dated=fields.pop("dated", date(2026, 5, 20)),
        file=fields.pop("file", "documents/oficio.pdf"),
        file_name="oficio.pdf",
        content_type="application/pdf",
        size=4,
        sha256="0123456789abcdef" * 4,
        added_by=by,
        added_at=NOON,
        **fields,
    )


def make_roadmap(
    code: str = "bo-pe-2025-2026", parties: tuple[str, str] = ("BO", "PE"), **fields: Any
) -> Roadmap:
    a, b = sorted(parties)
    roadmap = Roadmap.objects.create(
        code=code,
        title=fields.pop("title", "Hoja de Ruta Binacional {partes} 2025–2026"),
        party_a=make_country(a),
        party_b=make_country(b),
        start=fields.pop("start", date(2025, 4, 24)),
        end=fields.pop("end", date(2026, 12, 31)),
        **fields,
    )
    for day in (date(2025, 12, 31), date(2026, 4, 30), date(2026, 9, 30), date(2026, 12, 31)):
        CutoffDate.objects.create(roadmap=roadmap, day=day)
    return roadmap


def make_axis(roadmap: Roadmap, number: int = 1, title: str = "") -> Axis:
    return Axis.objects.get_or_create(
        roadmap=roadmap, number=number, defaults={"title": title or f"Eje {number}"}
    )[0]


def make_activity(
    roadmap: Roadmap,
    number: str = "1.1",
    *,
    kind: str = "joint",
    responsibles: dict[str, list[str]] | None = None,
    milestones: dict[str, int] | None = None,
    **fields: Any,
) -> Activity:
    """Responsibles are acronyms by country, the first of each leads; milestones are weights by key."""
    activity = Activity.objects.create(
        roadmap=roadmap,
        axis=make_axis(roadmap, int(number.split(".")[0])),
        number=number,
        position=fields.pop("position", roadmap.activities.count() + 1),
        title=fields.pop("title", f"Actividad {number}"),
        kind=kind,
        start=fields.pop("start", date(2025, 4, 24)),
        deadline=fields.pop("deadline", date(2026, 12, 15)),
        **fields,
    )
    if responsibles is None:
        responsibles = {"BO": ["ST-CPCTTP"], "PE": ["ST-CMNP"]}
    for country, acronyms in responsibles.items():
        for position, acronym in enumerate(acronyms):
            Responsibility.objects.create(
                activity=activity,
                country=make_country(country),
                institution=make_institution(country, acronym),
                role=Responsibility.Role.CO_RESPONSIBLE if position else Responsibility.Role.LEAD,
                position=position,
            )
    for position, (key, weight) in enumerate((milestones or {}).items()):
        Milestone.objects.create(
            activity=activity, key=key, title=f"Hito {key}", weight=weight, position=position
        )
    return activity


def make_report(
    activity: Activity,
    country: str = "PE",
    *,
    percent: int | str | None = None,
    status: str = ProgressReport.Status.VALIDATED,
    author: User | None = None,
    **fields: Any,
) -> ProgressReport:
    """A report as the database holds it, past the workflow: for tests of reading, not of verbs."""
    validated = status == ProgressReport.Status.VALIDATED
    report = ProgressReport.objects.create(
        activity=activity,
        country=make_country(country),
        as_of=fields.pop("as_of", date(2026, 4, 30)),
        percent=None if percent is None else Decimal(percent),
        status=status,
        author=author,
        created_at=fields.pop("created_at", NOON),
        validated_at=fields.pop("validated_at", NOON if validated else None),
        **fields,
    )
    if author:
        report.writers.add(author)
    return report


def make_evidence(
    report: ProgressReport, title: str = "Acta", *, accepted: bool = True, **fields: Any
) -> Evidence:
    return Evidence.objects.create(
        report=report,
        kind=fields.pop("kind", Evidence.Kind.REFERENCE),
        title=title,
        added_at=fields.pop("added_at", NOON),
        accepted_at=NOON if accepted else None,
        **fields,
    )


def make_sample(
    name: str = "hoja_de_ruta_bo_pe_2025_2026", *, status: str = Roadmap.Status.IN_FORCE
) -> Roadmap:
    """One of the sample workbooks, imported: the golden roadmap whose figures every output must give."""
    from roadmap.imports import apply
    from roadmap.imports.workbook import read_workbook

    read = read_workbook((SAMPLES / f"{name}.xlsx").read_bytes(), countries=countries.known())
    code = apply.apply(read, by=None, now=datetime(2026, 10, 15, 15, tzinfo=UTC)).code
    Roadmap.objects.filter(code=code).update(status=status)
    return Roadmap.objects.with_parties().get(code=code)


def make_answer(report: ProgressReport, decision: str = "observed", **fields: Any) -> Conformity:
    """The counterpart's answer."""
    return Conformity.objects.create(
        report=report,
        country=report.activity.roadmap.counterpart(report.country_id),
        decision=decision,
        reason=fields.pop("reason", "Falta el acta." if decision == "observed" else ""),
        decided_at=fields.pop("decided_at", NOON),
        **fields,
    )


def make_maintained(report: ProgressReport, by: User, **fields: Any) -> MaintainedPosition:
    """The reporting side maintains its position against an observation of the report."""
    return MaintainedPosition.objects.create(
        observation=fields.pop("observation", None) or make_answer(report),
        country=report.country,
        reason=fields.pop("reason", "El acta está en el anexo 2."),
        maintained_at=fields.pop("maintained_at", NOON),
        maintained_by=by,
    )


def make_difference(activity: Activity, by: User, **fields: Any) -> DifferenceNote:
    assert by.country
    return DifferenceNote.objects.create(
        activity=activity,
        country=by.country,
        as_of=fields.pop("as_of", date(2026, 4, 30)),
        reason=fields.pop("reason", "Contamos también los talleres virtuales."),
        added_at=fields.pop("added_at", NOON),
        added_by=by,
    )


def make_comment(activity: Activity, by: User, text: str = "Falta una firma.", **fields: Any) -> Comment:
    assert by.country
    return Comment.objects.create(
        activity=activity,
        country=by.country,
        is_shared=fields.pop("is_shared", False),
        text=text,
        written_at=fields.pop("written_at", NOON),
        written_by=by,
        **fields,
    )


def make_change(by: User, institution: Institution, **fields: Any) -> InstitutionChange:
    """A notification as the database holds it, not in effect: dissolved, unless a kind or a successor is named."""
    assert institution.country
    return InstitutionChange.objects.create(
        country=institution.country,
        institution=institution,
        kind=fields.pop("kind", InstitutionChange.Kind.DISSOLVED),
        effective_on=fields.pop("effective_on", date(2026, 7, 1)),
        document=fields.pop("document", None) or make_document(by, is_shared=True),
        notified_by=by,
        notified_at=fields.pop("notified_at", NOON),
        **fields,
    )


def make_district(institution: Institution, *places: str, country: str = "BO") -> ConsularDistrict:
    """The district of a consulate, with cities of the receiving country."""
    district = ConsularDistrict.objects.create(institution=institution)
    for name in places:
        place, _made = Place.objects.get_or_create(
            country=make_country(country), kind=Place.Kind.CITY, name=name
        )
        district.places.add(place)
    return district


def make_amendment(roadmap: Roadmap, by: User, **fields: Any) -> Amendment:
    """A proposal as the database holds it: a later deadline of 1.1, unless something else is said."""
    assert by.country
    return Amendment.objects.create(
        roadmap=roadmap,
        number=fields.pop("number", roadmap.amendments.count() + 1),
        kind=fields.pop("kind", Amendment.Kind.REPROGRAM),
        subject=fields.pop("subject", "activity:1.1"),
        changes=fields.pop("changes", {"deadline": "2027-03-31"}),
        before=fields.pop("before", {"deadline": "2026-12-15"}),
        reason=fields.pop("reason", "Falta el convenio."),
        document=fields.pop("document", None) or make_document(by, is_shared=True),
        content_sha256=fields.pop("content_sha256", "0123456789abcdef" * 4),
        country=by.country,
        proposed_by=by,
        proposed_at=fields.pop("proposed_at", NOON),
        **fields,
    )


def make_preparation(
    follows: Roadmap, by: User, *, status: str = Roadmap.Status.IN_PREPARATION
) -> tuple[Preparation, MatrixRow, RowText]:
    """The room of the roadmap after this one, with one row and the draft of the person's country for it."""
    after = make_roadmap(
        f"{follows.code}-next",
        (follows.party_a_id, follows.party_b_id),
        start=date(2027, 1, 1),
        end=date(2028, 12, 31),
        status=status,
    )
    room = Preparation.objects.create(roadmap=after, follows=follows, opened_at=NOON, opened_by=by)
    fed = canonical({"number": "1.1", "title": "Actividad", "axis": "Eje 1", "kind": "joint"})
    row = MatrixRow.objects.create(room=room, position=1, fed=fed)
    assert by.country
    text = RowText.objects.create(
        row=row, country=by.country, written_at=NOON, written_by=by, content=row.fed
    )
    return room, row, text


def make_session(person: User, key: str = "una-sesion") -> UserSession:
    """Open for twelve hours after NOON, on a phone."""
    Session.objects.create(session_key=key, session_data="", expire_date=NOON + timedelta(hours=12))
    return UserSession.objects.create(
        user=person, session_key=key, ip="192.0.2.8", user_agent="Firefox/131.0 Android", created_at=NOON
    )


def signed_in(client: Client, person: User) -> Client:
    """The person's browser."""
    client.force_login(person)
    return client


def make_declaration(report: ProgressReport, by: User, **fields: Any) -> Declaration:
    """Somebody said before submitting why what was found in the description is none."""
    return Declaration.objects.create(
        report=report,
        kind=fields.pop("kind", "phone"),
        where=fields.pop("where", "description"),
        salt="0123456789abcdef" * 2,
        digests=fields.pop("digests", ["0123456789abcdef" * 4]),
        reason=fields.pop("reason", "Es el teléfono de la oficina."),
        declared_at=fields.pop("declared_at", NOON),
        declared_by=by,
    )


def make_closing(roadmap: Roadmap, by: User, *signers: User, **fields: Any) -> PeriodClosing:
    """A closing as the database holds it, proposed at NOON; sealed where all have signed who have to."""
    from roadmap import summary
    from roadmap.closing import sealing, standing

    assert by.country
    now = fields.pop("now", NOON)
    found = Roadmap.objects.with_parties().get(pk=roadmap.pk)
    frozen = summary.freeze(found, as_of=fields.get("cutoff", date(2026, 4, 30)), now=now)
    closing = PeriodClosing.objects.create(
        roadmap=found,
        number=fields.pop("number", found.closings.count() + 1),
        cutoff=fields.pop("cutoff", date(2026, 4, 30)),
        known_at=now,
        content=frozen.content,
        content_sha256=frozen.sha256,
        sign_days=fields.pop("sign_days", 15),
        needs_visto_bueno=fields.pop("needs_visto_bueno", False),
        country=by.country,
        proposed_by=by,
        proposed_at=now,
        **fields,
    )
    for row in frozen.texts:
        ClosingText.objects.create(closing=closing, sha256=row.sha256, salt=row.salt, text=row.text)
    for person in signers:
        assert person.country
        said = sealing.statement(person, office=person.role, now=now, second_factor="totp", remarks=[])
        ClosingSignature.objects.create(
            closing=closing,
            country=person.country,
            office=person.role,
            by=person,
            signed_at=now,
            statement=ledger.canonical(said),
        )
    if not standing.missing(closing):
        text = sealing.seal_text(closing, list(closing.signatures.all()))
        ClosingSeal.objects.create(closing=closing, seal=text, sha256=ledger.sha256(text), sealed_at=now)
    return closing


def make_job(roadmap: Roadmap, by: User, **fields: Any) -> Job:
    """A copy that somebody asked for at NOON: ready where a `file` is named, else waiting."""
    assert by.country
    made = {"kind": Job.Kind.BUNDLE, "roadmap": roadmap, "request": "0123456789abcdef" * 4}
    if "file" in fields:
        made |= {"state": Job.State.DONE, "tries": 1, "started_at": NOON, "finished_at": NOON}
        made |= {"expires_at": NOON + timedelta(days=14), "size": 4, "sha256": "0123456789abcdef" * 4}
        made |= {"file_name": "copia.zip", "content_type": "application/zip"}
    return Job.objects.create(country=by.country, asked_by=by, asked_at=NOON, **made | fields)


def make_pdf(stream: bytes = b"BT /F 9 Tf (Acta de la reunion) Tj ET") -> bytes:
    """A sound PDF of one page that draws this."""
    packed = zlib.compress(stream)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    return out + end % (table, len(out))


def make_unilateral(closing: PeriodClosing, by: User, **fields: Any) -> UnilateralRecord:
    """What the person's party put on record alone of a closing that it signed, as the database holds it."""
    from roadmap.closing import rows, sealing, unilateral

    assert by.country
    kept = rows.keep_text(closing, fields.pop("reason", "No hubo respuesta."))
    issued = sealing.statement(by, office=by.role, now=NOON, second_factor="totp", remarks=[])
    number = fields.pop("number", closing.roadmap.unilateral_records.count() + 1)
    text = ledger.canonical(unilateral.statement(closing, number, rows.own(by), kept, issued))
    return UnilateralRecord.objects.create(
        roadmap=closing.roadmap,
        number=number,
        closing=closing,
        country=by.country,
        statement=text,
        sha256=ledger.sha256(text),
        by=by,
        at=NOON,
    )


def make_signed(
    closing: PeriodClosing, by: User, *, verdict: str = "accepted", **fields: Any
) -> StateSignature:
    """A signature of state in a file that the person brought, with all that it stands on, as the database holds it."""
    assert by.country
    sha256 = "0123456789abcdef" * 4
    original = ClosingOriginal.objects.create(
        closing=closing,
        country=by.country,
        file=fields.pop("file", "closings/original.pdf"),
        file_name="original.pdf",
        size=4,
        sha256=sha256,
        made_by=by,
        made_at=NOON,
    )
    upload = SignedUpload.objects.create(
        closing=closing, country=by.country, document=make_document(by, is_shared=True), by=by, at=NOON
    )
    content = ledger.canonical({"problems": [], "signatures": []})
    check = SignatureCheck.objects.create(
        upload=upload, original=original, verdict=verdict, content=content, by=by, at=NOON
    )
    return StateSignature.objects.create(
        original=original,
        found_in=check,
        position=1,
        country=fields.pop("country", by.country),
        signer="Ana Firma",
        issuer="Raíz ficticia",
        certificate_sha256=sha256,
        revision_sha256=sha256,
        **fields,
    )


def make_expungement(report: ProgressReport, by: User, **fields: Any) -> Expungement:
    """An order of the person's side that waits for a second person."""
    given: dict[str, Any] = {
        "items": [[f"report/{report.pk}", ["description"]]],
        "why": "victim",
        "ordered_at": NOON,
        **fields,
    }
    assert by.country
    return Expungement.objects.create(report=report, country=by.country, ordered_by=by, **given)
