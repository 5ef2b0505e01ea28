"""What the verbs share: the rows under lock, roadmap first, and texts kept beside what holds their hash."""

import secrets

from django.utils.translation import gettext as _

from accounts import ledger
from accounts.models import User
from roadmap.models import ClosingText, PeriodClosing, Roadmap
from roadmap.workflow import IllegalTransition, OutOfDate


def locked_roadmap(roadmap_id: int) -> Roadmap:
    return Roadmap.objects.with_parties().select_for_update(of=("self",)).get(pk=roadmap_id)


def locked(closing_id: int) -> PeriodClosing:
    """The closing as it stands, its roadmap held: nobody else signs, ends or binds anything meanwhile."""
    roadmap = locked_roadmap(PeriodClosing.objects.values_list("roadmap_id", flat=True).get(pk=closing_id))
    closing = PeriodClosing.objects.with_standing().defer(None).defer("replaces__content").get(pk=closing_id)
    closing.roadmap = roadmap
    return closing


def expect_waiting(closing: PeriodClosing) -> None:
    if closing.is_sealed:
        raise IllegalTransition(_("This closing is already signed by all: nothing in it changes any more."))
    if closing.is_over:
        words = _("This proposal no longer waits: it is “%(outcome)s”.")
        raise IllegalTransition(words % {"outcome": closing.end.get_kind_display().lower()})


def expect_seen(closing: PeriodClosing, content_sha256: str) -> None:
    if content_sha256 != closing.content_sha256:
        raise OutOfDate(_("This page was out of date: look at the proposal again."))


def keep_text(closing: PeriodClosing, text: str) -> dict[str, str]:
    """The text beside the closing; what stands for it where it was written is its salted hash."""
    salt = secrets.token_hex(16)
    sha256 = ledger.commitment(text, salt)
    ClosingText(closing=closing, sha256=sha256, salt=salt, text=text).save()
    return {"text": sha256}


def own(by: User) -> str:
    """The code of the country for which the person acts."""
    if by.country_id is None:
        raise ValueError(f"{by} acts for no country")
    return by.country_id
