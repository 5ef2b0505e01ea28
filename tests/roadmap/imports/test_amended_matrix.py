"""The workbook of a roadmap that was amended: it comes in elsewhere as it went out."""

import pytest

from accounts import countries
from roadmap import plan
from roadmap.imports import apply
from roadmap.imports.matrix import write_matrix
from roadmap.imports.workbook import read_workbook
from roadmap.models import Roadmap
from tests.build import NOON, make_sample
from tests.roadmap.test_amendments import accept, propose

pytestmark = pytest.mark.django_db


def test_an_amended_plan_goes_out_and_comes_in_the_same(secretariat_pe, secretariat_bo):
    roadmap = make_sample()
    accept(propose(roadmap, secretariat_pe, "reprogram", "1.1", {"deadline": "2027-03-31"}), secretariat_bo)
    accept(propose(roadmap, secretariat_pe, "withdraw", "2.1"), secretariat_bo)
    accept(propose(roadmap, secretariat_pe, "extend", "", {"end": "2027-06-30"}), secretariat_bo)
    amended = Roadmap.objects.with_parties().get()
    content = plan.content(amended)
    book = write_matrix(amended, [])
    Roadmap.objects.update(code="otra")
    apply.apply(read_workbook(book, countries=countries.known()), by=None, now=NOON)
    assert plan.content(Roadmap.objects.with_parties().get(code=roadmap.code)) == content
