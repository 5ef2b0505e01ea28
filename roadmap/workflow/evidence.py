"""Proof of a report that is still open: a file kept with its SHA-256, or a link. What is said of it: `describing`.

Its secretariat accepts or rejects each piece when it validates the report: `reviewing`.
"""

import logging
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import URLValidator
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts import acts, files
from accounts.models import User
from roadmap import permissions
from roadmap.models import Evidence, ProgressReport
from roadmap.workflow import describing, moves
from roadmap.workflow.drafts import delete_evidence

logger = logging.getLogger(__name__)
TITLE_LENGTH, URL_LENGTH = 300, 1000
is_link = URLValidator(schemes=["http", "https"])


def add_file(
    report_id: int,
    *,
    upload: UploadedFile,
    by: User,
    now: datetime,
    title: str = "",
    about: Mapping[str, Any] | None = None,
) -> Evidence:
    """Keeps the file under a name of its own. A transaction of its own: row and file stay together or not at all.

    `about` is what is said of it (`describing.FIELDS`).
    """
    examined = files.examine(upload)
    event = acts.event_of(add_file)
    with _kept(examined, now) as name, acts.opened(event, by=by, now=now, durable=True):
        by = moves.acting(by, now=now)
        return _add(
            _open_report(report_id, by),
            Evidence(
                kind=Evidence.Kind.FILE,
                title=title.strip()[:TITLE_LENGTH] or examined.name.rpartition(".")[0],
                file=name,
                file_name=examined.name,
                content_type=examined.content_type,
                size=examined.size,
                sha256=examined.sha256,
                original_sha256=examined.original_sha256,
            ),
            about or {},
            by,
            now,
        )


@acts.act
def add_link(
    report_id: int,
    *,
    url: str,
    by: User,
    now: datetime,
    title: str = "",
    about: Mapping[str, Any] | None = None,
) -> Evidence:
    url = url.strip()
    _check_link(url)
    by = moves.acting(by, now=now)
    report = _open_report(report_id, by)
    title = title.strip()[:TITLE_LENGTH] or url[:TITLE_LENGTH]
    return _add(report, Evidence(kind=Evidence.Kind.LINK, title=title, url=url), about or {}, by, now)


@acts.act
def remove(evidence_id: int, *, by: User, now: datetime) -> None:
    """Takes evidence out of a report that is still open; what was validated once keeps its proof."""
    by = moves.acting(by, now=now)
    evidence, report = _of_open_report(evidence_id, by)
    report.writers.add(by)
    delete_evidence(evidence, by=by, now=now)


@acts.act
def describe_evidence(evidence_id: int, *, about: Mapping[str, Any], by: User, now: datetime) -> Evidence:
    """Says of a piece of an open report what is not said yet, or says it better (`describing.FIELDS`)."""
    by = moves.acting(by, now=now)
    evidence, report = _of_open_report(evidence_id, by)
    stood = {name: getattr(evidence, name) for name in describing.FIELDS}
    describing.describe(evidence, report, about, now=now)
    if any(getattr(evidence, name) != value for name, value in stood.items()):
        report.writers.add(by)
        columns = [*describing.FIELDS, *describing.SEALED]
        moves.sign(evidence, by=by, now=now).save(update_fields=columns)
    return evidence


def _of_open_report(evidence_id: int, by: User) -> tuple[Evidence, ProgressReport]:
    """The piece as it is now; its report first: the order in which everybody locks."""
    report_id = Evidence.objects.filter(pk=evidence_id).values_list("report_id", flat=True).first()
    report = _open_report(report_id, by) if report_id is not None else None
    evidence = report.evidence.filter(pk=evidence_id).first() if report is not None else None
    if evidence is None or report is None:
        raise moves.IllegalTransition(_("This evidence is no longer there: somebody removed it."))
    return evidence, report


def _open_report(report_id: int, by: User) -> ProgressReport:
    report = moves.locked(report_id)
    moves.expect(report, moves.OPEN)
    permissions.require(permissions.may_edit(by, report))
    return report


def _add(
    report: ProgressReport, evidence: Evidence, about: Mapping[str, Any], by: User, now: datetime
) -> Evidence:
    if report.evidence.filter(_same(evidence)).exists():
        raise ValidationError(
            _("“%(title)s” is already there.") % {"title": evidence.file_name or evidence.url}
        )
    describing.describe(evidence, report, {"institution": report.institution, **about}, now=now)
    evidence.report, evidence.added_at, evidence.added_by = report, now, by
    moves.sign(evidence, by=by, now=now).save()
    report.writers.add(by)
    return evidence


def _same(evidence: Evidence) -> Q:
    """The same link, or the same file: as it was handed in, or as it is kept."""
    if evidence.kind == Evidence.Kind.LINK:
        return Q(kind=evidence.kind, url=evidence.url)
    return Q(kind=evidence.kind) & (
        Q(sha256=evidence.sha256) | Q(original_sha256=evidence.original_sha256 or evidence.sha256)
    )


@contextmanager
def _kept(examined: files.Examined, now: datetime) -> Iterator[str]:
    """The stored file's name; whatever goes wrong from here on, no file is left without a row."""
    extension = examined.name.rpartition(".")[2].lower()
    name = f"evidence/{now:%Y/%m}/{uuid.uuid4().hex}.{extension}"
    try:
        name = default_storage.save(name, examined.file)
        yield name
    except BaseException as error:
        with suppress(OSError):
            default_storage.delete(name)
        if not isinstance(error, OSError):
            raise
        logger.exception("A file could not be stored")
        raise ValidationError(
            _("“%(name)s” could not be kept: the server has no place for it now. Try again later.")
            % {"name": examined.name}
        ) from error


def _check_link(url: str) -> None:
    problem = _("Write the whole address of the page or file: it begins with https:// or http://.")
    try:
        is_link(url)
        named = urlsplit(url).username
    except (ValidationError, ValueError) as error:
        raise ValidationError({"url": problem}) from error
    if len(url) > URL_LENGTH:
        raise ValidationError({"url": _("This address is too long: give a shorter one.")})
    if named:
        raise ValidationError({"url": _("Leave user names and passwords out of the address.")})
