"""What was frozen gives the same summary again, from its own text alone."""

import json
from datetime import UTC, date, datetime

import pytest

from roadmap import summary
from roadmap.models import Roadmap
from roadmap.reports import context, data, pdf, xlsx
from tests.build import (
    make_sample,
)
from tests.generator import Shape, fill

DAY = date(2026, 9, 30)
NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def outputs(found):
    """All that machines are given of a summary: as JSON in both copies, as the command prints it, as Excel."""
    for copy, language in (("PE", "es"), ("BO", "en"), (None, "es")):
        if copy is None or found.roadmap.has_party(copy):
            made = context.build(found, copy=copy, language=language, issued_at=NOW)
            yield data.render(made)
            yield xlsx.render(made)
            yield pdf.page(made).encode()
    yield json.dumps(found.as_dict()).encode()


def same(roadmap, day=DAY):
    frozen = summary.freeze(roadmap, as_of=day, now=NOW)
    live = summary.live(roadmap, as_of=day, now=NOW, detail=True)
    thawed = summary.thaw(frozen.content, frozen.texts)
    assert list(outputs(thawed)) == list(outputs(live))
    return frozen


def test_the_golden_roadmap_comes_back_the_same(db):
    frozen = same(make_sample())
    assert json.loads(frozen.content)["figures"]["display"] == "18"


@pytest.mark.parametrize(
    "day", [date(2025, 12, 31), date(2026, 4, 30), date(2026, 8, 31), date(2026, 12, 31)]
)
def test_so_does_every_other_cutoff_of_it(day):
    same(make_sample(), day)


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_so_does_any_roadmap(seed):
    (roadmap,) = fill(Shape(activities=9 + seed, reports=12, seed=seed, history=False))
    roadmap = Roadmap.objects.with_parties().get(pk=roadmap.pk)
    same(roadmap)
    same(roadmap, date(2026, 1, 31))


def test_so_does_a_declared_figure_alone():
    frozen = same(make_sample("hoja_de_ruta_bo_pe_2021_2022"), date(2022, 12, 31))
    assert json.loads(frozen.content)["declared"]["value"] == "92"
