"""Days written by people, several at once: one field for an amendment and for the next roadmap."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from roadmap.forms.fields import MOST_CUTOFFS, DaysField

DAYS = (date(2027, 4, 30), date(2027, 8, 31))


@pytest.mark.parametrize(
    "text", ["30/04/2027\n31/08/2027", "31/08/2027, 2027-04-30", "30/04/2027; 31/08/2027;\r\n30/04/2027"]
)
def test_days_are_read_with_lines_commas_and_semicolons_each_once_in_order(text):
    assert DaysField().clean(text) == DAYS


def test_days_are_read_back_as_they_are_shown():
    field = DaysField()
    assert field.clean(field.prepare_value(DAYS)) == DAYS


@pytest.mark.parametrize("text", ["30/02/2027", "30/04/27 y 31/08/27", "30/04/9027"])
def test_what_is_no_day_is_named(text):
    with pytest.raises(ValidationError, match=text):
        DaysField().clean(f"31/08/2027; {text}")


def test_there_are_at_most_so_many_cutoff_dates():
    with pytest.raises(ValidationError, match=str(MOST_CUTOFFS)):
        DaysField().clean("31/08/2027;" * (MOST_CUTOFFS + 1))
