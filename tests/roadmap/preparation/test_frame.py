"""Title, period and cutoff dates on the page."""

import pytest
from django.test import Client
from django.urls import reverse

from roadmap.models import Roadmap

from .rooms import CODE, make_previous, post

pytestmark = pytest.mark.usefixtures("_today")


def test_the_room_is_opened_on_the_page_with_what_it_suggests(secretariat_pe):
    previous = make_previous()
    address = reverse("roadmap:preparation-open", args=[previous.code])
    client = Client()
    client.force_login(secretariat_pe)
    form = client.get(address).context["form"]
    data = {name: form[name].value() for name in ("code", "title")}
    assert data == {"code": CODE, "title": "Hoja de Ruta Binacional {partes} 2027–2028"}
    given = {
        **data,
        "start": "2027-01-01",
        "end": "2028-12-31",
        "cutoffs": "30/04/2027\n2027-12-31; 31/12/2028",
    }
    assert client.post(address, {**given, "cutoffs": "mañana"}).status_code == 422
    assert client.post(address, given).status_code == 302
    assert Roadmap.objects.get(code=CODE).cutoff_dates.count() == 3


def test_the_frame_is_changed_on_the_page(room, secretariat_pe):
    given = {"title": "Otra {partes}", "start": "2027-01-01", "end": "2028-06-30", "cutoffs": "2027-12-31"}
    assert post(secretariat_pe, "preparation-frame", CODE, **given, version="7").status_code == 409
    assert post(secretariat_pe, "preparation-frame", CODE, **given, version="1").status_code == 302
    assert Roadmap.objects.get(code=CODE).title == "Otra {partes}"


def test_a_frame_that_was_changed_in_the_meantime_is_shown_and_saved_the_second_time(
    room, secretariat_pe, secretariat_bo
):
    given = {"title": "Otra {partes}", "start": "2027-01-01", "end": "2028-06-30", "cutoffs": "2027-12-31"}
    post(secretariat_bo, "preparation-frame", CODE, **given | {"title": "La primera"}, version="1")
    answer = post(secretariat_pe, "preparation-frame", CODE, **given, version="1")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "La primera" in page
    assert str(secretariat_bo) in page
    version = answer.context["form"]["version"].value()
    assert post(secretariat_pe, "preparation-frame", CODE, **given, version=version).status_code == 302
    assert Roadmap.objects.get(code=CODE).title == "Otra {partes}"
