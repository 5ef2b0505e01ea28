"""What concerns somebody's account never waits for the digest that they chose for everything else."""

import pytest

from accounts import appointing, post
from accounts.models import Letter, User
from tests.accounts.test_appointing import ANA, CONSUL, interim, papers
from tests.build import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _weekly(focal_pe, secretariat_pe, secretariat_pe_2) -> None:
    User.objects.update(mail_rhythm=User.MailRhythm.WEEKLY)


def revoke(secretariat_pe, focal_pe, ministry_pe) -> None:
    held = focal_pe.appointments.get()
    appointing.revoke(held.pk, reason="Dejó el cargo.", by=secretariat_pe, now=NOON)


def hand_over(secretariat_pe, focal_pe, ministry_pe) -> None:
    given = {"papers": papers(), "by": secretariat_pe, "now": NOON}
    held = focal_pe.appointments.get()
    appointing.hand_over(held.pk, to=ANA, capacity="titular", ends_on=None, **given)


def appoint(secretariat_pe, focal_pe, ministry_pe) -> None:
    appointing.appoint(focal_pe.pk, terms=CONSUL, by=secretariat_pe, now=NOON)


def accredit(secretariat_pe, focal_pe, ministry_pe) -> None:
    appointing.invite(ANA, terms=interim(), papers=papers(), by=ministry_pe, now=NOON)


@pytest.mark.parametrize(
    ("verb", "template"),
    [
        (revoke, "appointment_revoked"),
        (hand_over, "appointment_handed_over"),
        (appoint, "appointment_made"),
        (accredit, "appointment_accredited"),
    ],
)
def test_what_becomes_of_an_appointment_is_told_at_once(
    secretariat_pe, focal_pe, ministry_pe, mailbox, verb, template
):
    verb(secretariat_pe, focal_pe, ministry_pe)
    told = Letter.objects.filter(template=template)
    assert told.exists()
    assert not told.filter(for_digest=True).exists()
    assert post.deliver(NOON).sent == len(mailbox.all()) == told.count()
