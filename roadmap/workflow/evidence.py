"""Proof of a report that is still open: a file kept with its SHA-256, or a link. Validating accepts it."""

import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import files
from accounts.models import User
from roadmap import permissions
from roadmap.models import Evidence, ProgressReport
from roadmap.workflow import moves
from roadmap.workflow.drafts import delete_evidence

logger = logging.getLogger(__name__)
TITLE_LENGTH, URL_LENGTH = 300, 1000
is_link = URLValidator(schemes=["http", "https"])


def add_file(report_id: int, *, upload: UploadedFile, by: User, now: datetime, title: str = "") -> Evidence:
    """Keeps the file under a name of its own. A transaction of its own: row and file stay together or not at all."""
    examined = files.examine(upload)
    with _kept(upload, examined, now) as name, transaction.atomic(durable=True):
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
            ),
            by,
            now,
        )


@transaction.atomic
def add_link(report_id: int, *, url: str, by: User, now: datetime, title: str = "") -> Evidence:
    url = url.strip()
    _check_link(url)
    by = moves.acting(by, now=now)
    report = _open_report(report_id, by)
    title = title.strip()[:TITLE_LENGTH] or url[:TITLE_LENGTH]
    return _add(report, Evidence(kind=Evidence.Kind.LINK, title=title, url=url), by, now)


@transaction.atomic
def remove(evidence_id: int, *, by: User, now: datetime) -> None:
    """Takes evidence out of a report that is still open; what was validated once keeps its proof."""
    by = moves.acting(by, now=now)
    evidence = Evidence.objects.filter(pk=evidence_id).first()
    if evidence is None:
        raise moves.IllegalTransition(_("This evidence is no longer there: somebody removed it."))
    report = _open_report(evidence.report_id, by)
    if not report.evidence.filter(pk=evidence_id).exists():
        raise moves.IllegalTransition(_("This evidence is no longer there: somebody removed it."))
    report.writers.add(by)
    delete_evidence(evidence, by=by, now=now)


def _open_report(report_id: int, by: User) -> ProgressReport:
    report = moves.locked(report_id)
    moves.expect(report, moves.OPEN)
    permissions.require(permissions.may_edit(by, report))
    return report


def _add(report: ProgressReport, evidence: Evidence, by: User, now: datetime) -> Evidence:
    same = report.evidence.filter(kind=evidence.kind, sha256=evidence.sha256, url=evidence.url)
    if same.exists():
        raise ValidationError(
            _("“%(title)s” is already there.") % {"title": evidence.file_name or evidence.url}
        )
    evidence.report, evidence.added_at, evidence.added_by = report, now, by
    moves.sign(evidence, by=by, now=now).save()
    report.writers.add(by)
    return evidence


@contextmanager
def _kept(upload: UploadedFile, examined: files.Examined, now: datetime) -> Iterator[str]:
    """The stored file's name; whatever goes wrong from here on, no file is left without a row."""
    extension = examined.name.rpartition(".")[2].lower()
    name = f"evidence/{now:%Y/%m}/{uuid.uuid4().hex}.{extension}"
    try:
        name = default_storage.save(name, upload)
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
