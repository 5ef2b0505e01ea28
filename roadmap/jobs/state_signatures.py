"""Signatures of state in the background: making the originals, and verifying what comes back signed."""

from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from roadmap import closing as closings
from roadmap import permissions
from roadmap.closing import state_signatures
from roadmap.jobs.progress import Progress
from roadmap.jobs.results import Impossible, Result
from roadmap.models import Job, PeriodClosing, SignatureCheck, SignedUpload
from roadmap.permissions import Person
from roadmap.reports import making
from roadmap.workflow import IllegalTransition

Verdict = SignatureCheck.Verdict


def may_prepare(user: Person, job: Job) -> bool:
    return permissions.can_sign_for_state(user, _closing(job))


def prepare(job: Job, progress: Progress, folder: Path) -> Result:
    """The original of each party, in the language of the installation."""
    closing, contents = _closing(job), {}
    parties = closing.roadmap.parties()
    for done, party in enumerate(parties):
        progress(done, len(parties))
        made = making.make_closing(closing, "pdf", copy=party.pk, language=settings.LANGUAGE_CODE)
        contents[party.pk] = (made.name, made.content)
    progress(len(parties), len(parties))
    try:
        closings.keep_originals(closing.pk, contents=contents, by=job.asked_by, now=progress.clock())
    except IllegalTransition as refusal:
        raise Impossible(str(refusal)) from refusal
    return Result(_("The originals of both parties are ready to be signed."))


def may_check(user: Person, job: Job) -> bool:
    return permissions.may_check_again(user, _upload(job))


def check(job: Job, progress: Progress, folder: Path) -> Result:
    try:
        found = state_signatures.check(_upload(job).pk, by=job.asked_by, now=progress.clock(), tell=progress)
    except IllegalTransition as refusal:
        raise Impossible(str(refusal)) from refusal
    words = {
        Verdict.ACCEPTED: _("The signatures are valid: the file is bound to the closing."),
        Verdict.UNKNOWN: _("The signatures are intact, but their root is not known here."),
        Verdict.REFUSED: _("The file was not accepted."),
    }
    return Result(words[Verdict(found.verdict)])


def _closing(job: Job) -> PeriodClosing:
    found = PeriodClosing.objects.select_related("roadmap__party_a", "roadmap__party_b", "seal", "end")
    return found.get(pk=job.parameters["closing"])


def _upload(job: Job) -> SignedUpload:
    found = SignedUpload.objects.select_related("closing__roadmap__party_a", "closing__roadmap__party_b")
    return found.get(pk=job.parameters["upload"])
