"""The matrix taken away: a workbook and a document that hold no more than the page."""

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from accounts import countries
from roadmap.imports import apply
from roadmap.imports.workbook import read_workbook
from tests.roadmap.reports.conftest import pages_of

from .rooms import CODE, NOW, agree, propose, row_at

pytestmark = pytest.mark.usefixtures("_today")


@pytest.mark.parametrize("name", ["matrix.pdf", "matrix.xlsx"])
def test_a_file_holds_no_more_than_the_page(room, secretariat_pe, secretariat_bo, reader, name):
    propose(row_at(room, 1), secretariat_bo, title="Secreta todavía")
    agree(row_at(room, 2), secretariat_bo, secretariat_pe, title="Acordada ya")
    address = reverse("roadmap:preparation-download", args=[CODE, name])
    for person, reads in ((secretariat_pe, True), (reader, False)):
        client = Client()
        client.force_login(person)
        told = _text(client.get(address).content, name)
        assert ("Secreta todavía" in told, "Acordada ya" in told) == (reads, True)


def _text(content: bytes, name: str) -> str:
    if name.endswith("pdf"):
        return " ".join(" ".join(pages_of(content)).split())
    book = load_workbook(BytesIO(content))
    return " ".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)


def test_another_file_is_not_there(room, secretariat_pe):
    client = Client()
    client.force_login(secretariat_pe)
    assert client.get(reverse("roadmap:preparation-download", args=[CODE, "matrix.doc"])).status_code == 404


def workbook(person) -> bytes:
    client = Client()
    client.force_login(person)
    return client.get(reverse("roadmap:preparation-download", args=[CODE, "matrix.xlsx"])).content


def test_the_workbook_can_be_imported_at_any_point(room, secretariat_bo, secretariat_pe):
    agree(row_at(room, 1), secretariat_bo, secretariat_pe, title="Acordada")
    propose(row_at(room, 2), secretariat_pe, title="De mi lado")
    content = workbook(secretariat_pe)
    read = read_workbook(content, countries=countries.known())
    assert [(row.number, row.title) for row in read.activities] == [
        ("1.1", "Acordada"),
        ("1.2", "De mi lado"),
    ]
    assert read.errors == []
    book = load_workbook(BytesIO(content))
    standing = list(book["Actividades"].columns)[-1]
    assert [cell.value for cell in standing] == ["Estado", "Acordada", "Propuesta (Perú), sin acordar"]
    assert [cell.value for cell in book["Por acordar"]["A"]] == ["N°", "1.3"]


@pytest.mark.parametrize("is_server", [False, True], ids=["secretariat", "server"])
def test_a_matrix_under_negotiation_is_not_changed_by_an_import(
    room, secretariat_bo, secretariat_pe, is_server
):
    agree(row_at(room, 1), secretariat_bo, secretariat_pe)
    read = read_workbook(workbook(secretariat_pe), countries=countries.known())
    with translation.override("en"), pytest.raises(apply.Refused) as refused:
        apply.apply(read, by=None if is_server else secretariat_pe, now=NOW)
    (error,) = refused.value.errors
    assert error.problem == f"the roadmap {CODE} is being agreed row by row"
    assert "matrix of its preparation" in error.remedy


@pytest.mark.parametrize(
    ("person", "parties"),
    [
        ("secretariat_pe", ["República del Perú", "Estado Plurinacional de Bolivia"]),
        ("secretariat_bo", ["Estado Plurinacional de Bolivia", "República del Perú"]),
    ],
)
def test_the_document_names_its_own_country_first_and_says_what_it_is(room, person, parties, request):
    client = Client()
    client.force_login(request.getfixturevalue(person))
    address = reverse("roadmap:preparation-download", args=[CODE, "matrix.pdf"])
    page = pages_of(client.get(address).content)[0]
    assert -1 < page.index(parties[0]) < page.index(parties[1])
    assert "en preparación" in page.lower()
