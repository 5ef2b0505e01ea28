"""Every text that users read is in both catalogues, translated, and compiled as it stands there."""

import gettext
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.conf import settings

LANGUAGES = [code for code, _ in settings.LANGUAGES]
TEXTS = ("accounts", "config", "locale", "roadmap", "templates", "manage.py")


def catalogue(folder: Path, language: str) -> polib.POFile:
    return polib.pofile(str(folder / "locale" / language / "LC_MESSAGES" / "django.po"))


def keys(entries: polib.POFile) -> set[tuple[str, str, str]]:
    return {(entry.msgctxt or "", entry.msgid, entry.msgid_plural) for entry in entries if not entry.obsolete}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(language: str) -> None:
    entries = catalogue(settings.BASE_DIR, language)
    assert [entry.msgid for entry in entries if not entry.translated() or entry.fuzzy] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_that_of_the_source(language: str) -> None:
    expected = gettext.GNUTranslations(io.BytesIO(catalogue(settings.BASE_DIR, language).to_binary()))
    with open(settings.BASE_DIR / "locale" / language / "LC_MESSAGES" / "django.mo", "rb") as file:
        assert gettext.GNUTranslations(file)._catalog == expected._catalog  # type: ignore[attr-defined]


def test_no_text_is_missing_in_a_catalogue_and_none_is_left_over(tmp_path: Path) -> None:
    for name in TEXTS:
        source = settings.BASE_DIR / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / name)
    command = [sys.executable, "manage.py", "makemessages", "--no-location", "--no-wrap", "--no-obsolete"]
    languages = [part for language in LANGUAGES for part in ("-l", language)]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATA_DIR": str(tmp_path / "var"),
    }
    subprocess.run([*command, *languages], cwd=tmp_path, env=environment, check=True)
    for language in LANGUAGES:
        assert keys(catalogue(tmp_path, language)) == keys(catalogue(settings.BASE_DIR, language))
