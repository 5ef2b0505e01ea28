"""The help: every page in every language, its links, its pictures, and the words of the pages that it names."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import Resolver404, resolve
from PIL import Image

from accounts.models import User
from roadmap.views.help import GROUPS, PAGES

pytestmark = pytest.mark.any_database

LANGUAGES = [code for code, _ in settings.LANGUAGES]
PROSE = settings.BASE_DIR / "templates" / "roadmap" / "help"
LARGEST_PICTURE = 60 * 1024
LARGEST_SET = 1024 * 1024
LABEL = re.compile(r'{% translate "([^"]+)"')


class Seen(HTMLParser):
    """The links, pictures and headings of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.pictures: list[dict[str, str]] = []
        self.headings = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.append(values["href"])
        if tag == "img":
            self.pictures.append(values)
        self.headings += tag == "h1"


def page_of(client: Client, address: str, language: str) -> str:
    client.post("/accounts/language/", {"language": language, "next": "/"})
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


@pytest.fixture
def reading(client: Client, consul: User) -> Client:
    client.force_login(consul)
    return client


def test_help_is_for_people_who_signed_in(client: Client, db: None) -> None:
    for address in ("/help/", "/help/tablero/"):
        assert client.get(address).headers["Location"].startswith("/accounts/sign-in/")


def test_a_page_that_there_is_not_answers_404(reading: Client) -> None:
    assert reading.get("/help/no-hay/").status_code == 404


def test_help_is_only_read(reading: Client) -> None:
    assert reading.post("/help/").status_code == 405
    assert reading.post("/help/tablero/").status_code == 405


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_index_names_every_page_under_its_readers(reading: Client, language: str) -> None:
    page = page_of(reading, "/help/", language)
    links = Seen(page).links
    assert all(f"/help/{one.slug}/" in links for one in PAGES)
    assert page.count("<h2>") == len(GROUPS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slug", [page.slug for page in PAGES])
def test_every_page_is_whole(reading: Client, slug: str, language: str) -> None:
    page = page_of(reading, f"/help/{slug}/", language)
    seen = Seen(page)
    assert f'<html lang="{language}' in page
    assert seen.headings == 1
    for link in seen.links:
        assert_leads_somewhere(link)
    for picture in seen.pictures:
        assert picture["alt"].strip(), picture
        assert int(picture["width"]) <= 900
        assert f"/img/help/{language}/" in picture["src"]
        assert finders.find(picture["src"].removeprefix(settings.STATIC_URL)), picture["src"]


def assert_leads_somewhere(link: str) -> None:
    if link.startswith(settings.STATIC_URL):
        assert finders.find(link.removeprefix(settings.STATIC_URL)), link
    elif not link.startswith("#"):
        try:
            resolve(link.partition("?")[0])
        except Resolver404 as error:
            raise AssertionError(f"{link} leads nowhere") from error


def test_both_languages_have_the_same_pages_with_the_same_pictures() -> None:
    slugs = {page.slug for page in PAGES}
    pictures = {}
    for language in LANGUAGES:
        assert {path.stem for path in (PROSE / language).glob("*")} == slugs
        pictures[language] = {
            slug: re.findall(r'{% picture "([^"]+)"', (PROSE / language / f"{slug}.html").read_text())
            for slug in slugs
        }
    assert pictures["es"] == pictures["en"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_pictures_are_light_and_each_one_is_used(language: str) -> None:
    files = sorted((settings.BASE_DIR / "static" / "img" / "help" / language).iterdir())
    used = set(re.findall(r'{% picture "([^"]+)"', _prose(language)))
    assert {file.stem for file in files} == used
    for file in files:
        assert file.stat().st_size <= LARGEST_PICTURE, file
        with Image.open(file) as image:
            assert image.format == "WEBP"
            assert image.width <= 1200
    assert sum(file.stat().st_size for file in files) <= LARGEST_SET


def test_labels_named_in_the_help_are_those_of_the_pages() -> None:
    """The help names a button by its own words: the same text, translated once."""
    said = _sources()
    labels = {label for language in LANGUAGES for label in LABEL.findall(_prose(language))}
    assert labels
    assert sorted(label for label in labels if f'"{label}"' not in said) == []


def _prose(language: str) -> str:
    return "".join(path.read_text() for path in sorted((PROSE / language).glob("*.html")))


def _sources() -> str:
    """All code and pages but the help."""
    paths = [
        path
        for folder in ("accounts", "roadmap", "templates")
        for path in Path(settings.BASE_DIR, folder).rglob("*")
        if path.suffix in (".py", ".html") and PROSE not in path.parents and path.name != "help.py"
    ]
    return "".join(path.read_text() for path in paths)
