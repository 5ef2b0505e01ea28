"""Every state that a page can show has its word and its shape."""

import re
from pathlib import Path

import pytest
from django.utils.translation import override

from roadmap.completion import Decision, State
from roadmap.models import Conformity, ProgressReport, Roadmap
from roadmap.templatetags.states import STATES, badge, state_word

GLYPHS = Path("templates/_glyphs.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "state",
    [*State, *Decision, *ProgressReport.Status.values, *Conformity.Decision.values, *Roadmap.Status.values],
)
def test_every_state_has_a_badge(state):
    assert badge(state)


def test_every_shape_is_drawn():
    drawn = set(re.findall(r'id="g-(\w+)"', GLYPHS))
    assert {shape for _word, shape, _tone in STATES.values()} <= drawn


def test_a_badge_tells_by_word_shape_and_tone():
    with override("es"):
        html = badge("overdue")
    assert 'class="badge is-bad"' in html
    assert 'href="#g-overdue"' in html
    assert ">Vencida<" in html


def test_states_are_told_apart_without_colour():
    """No two states of an activity share their shape."""
    shapes = [STATES[state][1] for state in State]
    assert len(set(shapes)) == len(shapes)


def test_a_word_of_ones_own_is_escaped():
    assert "&lt;b&gt;" in badge("stale", "<b>")


def test_an_unknown_state_shows_nothing():
    assert badge("no_such_state") == ""
    assert state_word("no_such_state") == ""
