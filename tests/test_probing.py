"""Probing every address of the table: methods that do not belong, ids that are not there, forms without a token.

Who gets which page is in `test_access`; here it is asked that a refusal tells nothing, and that nothing but what a
page offers works.
"""

import re
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.build import NOON
from tests.test_access import ACTS, ROWS, STATES, table
from tests.world import PATTERNS, PEOPLE, World, address, rows_of_every_table

# Without a transaction around the test what a page asks again is remembered, as when it is served.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.any_database]
STRANGERS = ("sec", "foc", "SEC", "ope")
LATER = pytest.mark.at_leisure
# One of each kind of those for whom something does not exist.
KEPT_OUT = ("oth", "SEC", "FOC", "obs", "ope")
METHODS = ["put", "delete", *(pytest.param(other, marks=LATER) for other in ("patch", "trace", "options"))]
OURS = sorted({route for route, _state, _cells in ROWS if ":" in route})
# An id that no row has, in each way of writing one.
ELSEWHERE = {"int": 987654321, "uuid": "00000000-0000-4000-8000-000000000000", "str": "no-hay", "path": "9.9"}


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.mark.parametrize("method", METHODS)
def test_a_method_that_does_not_belong_is_refused_whoever_asks(everybody, method):
    world = World("validated", everybody)
    before = rows_of_every_table()
    answers = {
        (route, name): getattr(world.clients[name], method)(address(route, world)).status_code
        for route in OURS
        for name in ("any", "sec", "ope")
    }
    assert {key for key, status in answers.items() if status not in (302, 405)} == set()
    assert {name for (_route, name), status in answers.items() if status == 302} <= {"any"}
    assert rows_of_every_table() == before


@pytest.mark.parametrize(
    "state", [pytest.param(one, marks=LATER if one in ("validated", "returned") else ()) for one in STATES]
)
def test_what_a_person_may_not_see_looks_like_what_does_not_exist(everybody, state):
    """Status and page are the same, but for the address itself and what is new in each answer."""
    world = World(state, everybody)
    hidden = [
        (route, name)
        for route, cells in table(state).items()
        for name, told in zip(PEOPLE, cells.split(), strict=True)
        if told == "--" and name in KEPT_OUT and nowhere(route) is not None
    ]
    assert hidden
    for route, name in hidden:
        client = world.clients[name]
        there, nothing = client.get(address(route, world)), client.get(nowhere(route) or "")
        assert there.status_code == nothing.status_code == 404, (route, name)
        assert told(there) == told(nothing), (route, name)


def told(response: Any) -> str:
    """The page without its own address and tokens."""
    page = response.content.decode()
    page = page.replace(response.wsgi_request.path, "")
    return re.sub(r'(name="csrfmiddlewaretoken" value="|nonce=")[^"]+', r"\1", page)


def nowhere(route: str) -> str | None:
    """The address of the same page for what is not there; None where a page is about nothing in particular."""
    name, _mark, query = route.partition("?")
    pattern = PATTERNS[name]
    converters = {key: type(it).__name__ for key, it in pattern.pattern.converters.items()}
    if not converters:
        return None
    kinds = {"IntConverter": "int", "UUIDConverter": "uuid", "PathConverter": "path"}
    values = {key: ELSEWHERE[kinds.get(kind, "str")] for key, kind in converters.items()}
    return reverse(name, kwargs=values) + (f"?{query}" if query else "")


def test_nothing_acts_without_the_token_of_its_form(everybody):
    """A page of somebody else's cannot make a signed-in person do anything."""
    world = World("draft", everybody)
    acting = {route for route in OURS if ACTS.search(route)} | set(table("post"))
    clients = [Client(enforce_csrf_checks=True) for _name in STRANGERS]
    for client, name in zip(clients, STRANGERS, strict=True):
        client.force_login(everybody[name])
    before = rows_of_every_table()
    for client in clients:
        answers = {route: client.post(address(route, world)).status_code for route in acting}
        assert set(answers.values()) == {403}, {r: s for r, s in answers.items() if s != 403}
    assert rows_of_every_table() == before
