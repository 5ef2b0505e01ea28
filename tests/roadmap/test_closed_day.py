"""A closed day is shown from its closing alone: whatever becomes of the rows, not one byte changes."""

import json
import re
from datetime import UTC, date, datetime

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from accounts.models import Country, Institution, User
from roadmap import summary
from roadmap.models import (
    Activity,
    Axis,
    Conformity,
    CutoffDate,
    Evidence,
    PeriodClosing,
    ProgressReport,
    Responsibility,
    Roadmap,
)
from tests.build import make_closing, make_sample, signed_in

DAY = date(2026, 9, 30)
NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
CODE = "bo-pe-2025-2026"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _later(time_machine):
    time_machine.move_to(datetime(2027, 1, 10, 15, 0, tzinfo=UTC))


@pytest.fixture
def closing(secretariat_pe, secretariat_bo) -> PeriodClosing:
    return make_closing(make_sample(), secretariat_pe, secretariat_pe, secretariat_bo, cutoff=DAY, now=NOW)


def change_everything(*, zone: str = "America/La_Paz") -> None:
    """All that somebody could change afterwards, also past the verbs. Hours of a page are those of its reader."""
    Institution.objects.update(name="Otro nombre", valid_until=date(2026, 1, 1))
    for row in Institution.objects.all():
        Institution.objects.filter(pk=row.pk).update(acronym=f"X{row.pk}")
    Activity.objects.update(weight=7, title="Otra", deadline=date(2026, 12, 31), indicator="")
    Axis.objects.update(title="Otro eje")
    Country.objects.update(name="País", name_en="Land", official_name="El País", time_zone=zone)
    Roadmap.objects.update(title="Otra hoja", status="finished", source="", evidence_required=False)
    User.objects.filter(role__in=["secretariat", "focal_point"]).update(full_name="Nadie", is_active=False)
    Evidence.objects.all().delete()
    Responsibility.objects.all().delete()
    CutoffDate.objects.all().delete()
    Conformity.objects.all().delete()
    ProgressReport.objects.update(percent=None, milestones_met=[], description="")


def addresses():
    yield reverse("roadmap:dashboard", args=[CODE])
    yield reverse("roadmap:activity-list", args=[CODE])
    yield reverse("roadmap:activity-detail", args=[CODE, "1.1"])
    yield reverse("roadmap:activity-detail", args=[CODE, "2.3"])
    yield reverse("roadmap:why", args=[CODE, "fulfilment"])
    yield reverse("roadmap:why", args=[CODE, "average"])


def shown(browser, address, **asked):
    """The page without what is not about the roadmap: the bar with the person's own name."""
    page = browser.get(address, {"as_of": DAY.isoformat(), **asked})
    assert page.status_code == 200
    return re.sub(r"\s+", " ", re.search(r"<main.*</main>", page.content.decode(), re.S)[0])


def test_not_one_byte_of_its_pages_changes(client, reader, closing):
    browser = signed_in(client, reader)
    before = {address: shown(browser, address) for address in addresses()}
    change_everything()
    assert {address: shown(browser, address) for address in addresses()} == before


def test_nor_of_the_figures_as_json(client, reader, closing):
    browser, address = signed_in(client, reader), reverse("roadmap:why", args=[CODE, "due"])
    asked = {"as_of": DAY.isoformat(), "format": "json"}
    before = browser.get(address, asked).content
    assert json.loads(before)["closing"] == {"number": 1, "seal": closing.seal.sha256}
    change_everything()
    assert browser.get(address, asked).content == before


def test_a_closed_day_shows_what_it_showed_before_it_was_closed(
    client, reader, secretariat_pe, secretariat_bo
):
    roadmap, browser = make_sample(), signed_in(client, reader)
    address = reverse("roadmap:dashboard", args=[CODE])
    before = re.sub(r'<p class="notice">.*?</p> ', "", shown(browser, address), count=1)
    make_closing(roadmap, secretariat_pe, secretariat_pe, secretariat_bo, cutoff=DAY, now=NOW)
    after = re.sub(r'<div class="notice" role="note">.*?</div> ', "", shown(browser, address))
    assert after == before


def test_each_page_says_by_which_closing_and_leads_to_it(client, reader, closing):
    browser = signed_in(client, reader)
    for address in addresses():
        page = shown(browser, address)
        assert "cierre N.º 1" in page or "closing No. 1" in page
        assert "live=1" in page


def test_what_the_figures_are_by_now_is_a_link_away(client, reader, closing):
    browser, address = signed_in(client, reader), reverse("roadmap:dashboard", args=[CODE])
    Activity.objects.update(title="Otra")
    page = shown(browser, reverse("roadmap:activity-list", args=[CODE]), live="1")
    assert "Otra" in page
    assert "live=1" in shown(browser, address, live="1")  # its links stay there
    assert "Otra" not in shown(browser, reverse("roadmap:activity-list", args=[CODE]))


@pytest.mark.parametrize("signers", [(), ("PE",)])
def test_what_not_all_have_signed_closes_nothing(secretariat_pe, secretariat_bo, signers):
    people = [person for person in (secretariat_pe, secretariat_bo) if person.country_id in signers]
    roadmap = make_sample()
    made = make_closing(roadmap, secretariat_pe, *people, cutoff=DAY, now=NOW)
    assert summary.on(roadmap, as_of=DAY, now=timezone.now()).closing is None
    assert summary.of_closing(made).closing is None


def test_the_closing_that_replaces_another_stands_for_the_day(secretariat_pe, secretariat_bo, closing):
    both = (secretariat_pe, secretariat_bo)
    Activity.objects.filter(number="1.1").update(weight=3)
    later = make_closing(
        closing.roadmap, secretariat_pe, *both, cutoff=DAY, now=NOW, replaces=closing, number=2
    )
    found = summary.on(closing.roadmap, as_of=DAY, now=timezone.now())
    assert (found.closing.number, found.closing.replaces) == (2, (1, closing.seal.sha256))
    assert found.closing.seal == later.seal.sha256
    assert summary.of_closing(closing).closing.replaced_by == 2


def test_other_days_are_not_closed(closing):
    for day in (date(2026, 4, 30), date(2026, 9, 29)):
        assert summary.on(closing.roadmap, as_of=day, now=timezone.now()).closing is None


def test_the_dashboard_of_a_closed_day_takes_no_more_queries(
    client, reader, closing, django_assert_max_num_queries
):
    browser = signed_in(client, reader)
    with django_assert_max_num_queries(12):
        shown(browser, reverse("roadmap:dashboard", args=[CODE]))


def test_content_that_is_not_what_was_signed_is_not_shown(closing):
    closing.content = closing.content.replace('"weight":"1"', '"weight":"2"', 1)
    with pytest.raises(summary.NotAsSealed):
        summary.of_closing(closing)


def test_a_text_that_is_not_what_was_signed_is_not_shown(closing):
    text = closing.texts.first()
    type(text).objects.filter(pk=text.pk).update(text="Otra cosa")
    with pytest.raises(summary.TextDiffers):
        summary.of_closing(closing)


def test_a_text_that_was_removed_is_told_and_no_figure_moves(closing):
    before = summary.of_closing(closing)
    closing.texts.all().delete()
    after = summary.of_closing(closing)
    assert after.figures.total == before.figures.total
    told = {
        side.report.description for row in after.activities for side in row.countries.values() if side.report
    }
    assert {str(text) for text in told if text} <= {"texto retirado", "text removed"}
    assert told


def test_commands_give_the_signed_figures_and_the_live_ones_when_asked(closing, tmp_path, capsys):
    change_everything()
    call_command("completion", CODE, as_of=DAY.isoformat(), json=True)
    signed = json.loads(capsys.readouterr().out)
    assert (signed["display"], signed["closing"]["seal"]) == ("18", closing.seal.sha256)
    call_command("completion", CODE, as_of=DAY.isoformat(), json=True, live=True)
    assert "closing" not in json.loads(capsys.readouterr().out)
    call_command("completion", CODE, as_of=DAY.isoformat())
    assert closing.seal.sha256 in capsys.readouterr().out
    for live, standing in ((False, "closed"), (True, "live")):
        file = tmp_path / f"{standing}.json"
        call_command("report", CODE, cutoff=DAY.isoformat(), format="json", output=str(file), live=live)
        assert json.loads(file.read_text())["standing"] == standing


def test_the_report_page_names_the_closed_days_and_downloads_what_was_signed(client, reader, closing):
    browser = signed_in(client, reader)
    page = browser.get(reverse("roadmap:report-choose", args=[CODE]))
    assert reverse("roadmap:closing-detail", args=[closing.pk]) in page.content.decode()
    address = reverse("roadmap:report-download", args=[CODE, "report.json"])
    standing = {
        live: json.loads(browser.get(address, {"cutoff": DAY.isoformat(), **live_asked}).content)["standing"]
        for live, live_asked in (("no", {}), ("yes", {"live": "1"}))
    }
    assert standing == {"no": "closed", "yes": "live"}


def test_a_page_says_that_the_closing_is_not_what_was_signed(client, reader, closing):
    changed_text = closing.texts.first()
    type(changed_text).objects.filter(pk=changed_text.pk).update(text="Otra cosa")
    browser = signed_in(client, reader)
    page = browser.get(reverse("roadmap:dashboard", args=[CODE]), {"as_of": DAY.isoformat()})
    assert page.status_code == 500
    assert "no es lo que se firmó" in page.content.decode()


def test_a_command_says_so_too(closing):
    changed_text = closing.texts.first()
    type(changed_text).objects.filter(pk=changed_text.pk).update(text="Otra cosa")
    with pytest.raises(CommandError, match="no es lo que se firmó"):
        call_command("completion", CODE, as_of=DAY.isoformat())


def test_a_closed_day_takes_four_queries_whatever_its_size(closing, django_assert_num_queries):
    with django_assert_num_queries(4):
        assert summary.on(closing.roadmap, as_of=DAY, now=timezone.now()).closing.number == 1
