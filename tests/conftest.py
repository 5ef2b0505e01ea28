"""The cast: the people that tests sign in as, always the same."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management.commands import flush
from django.db import connection

from accounts import append_only
from accounts.models import Role, User
from tests.build import make_country, make_user
from tests.unguarded import unguarded

# As `make test` asks, in minutes; otherwise nothing is left out.
BRIEFLY = bool(os.environ.get("BRIEFLY"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out, on PostgreSQL, what does not ask the database; briefly, what only `make test-all` asks."""
    kept = [item for item in items if _is_asked(item)]
    config.hook.pytest_deselected(items=[item for item in items if not _is_asked(item)])
    items[:] = kept


def _is_asked(item: pytest.Item) -> bool:
    """On PostgreSQL, briefly: every route, every verb, constraints, figures, races and the main verbs (`on_both`)."""
    if BRIEFLY and item.get_closest_marker("at_leisure"):
        return False
    if not os.environ.get("DATABASE_URL"):
        return True
    if BRIEFLY and not item.get_closest_marker("on_both"):
        return False
    asks = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
    return bool(asks or item.get_closest_marker("django_db")) and not item.get_closest_marker("any_database")


def pytest_collection_finish() -> None:
    """What is loaded by now stays: looking through it for waste again and again costs a test in twenty."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, request: pytest.FixtureRequest) -> Iterator[None]:
    """What is append-only is so in tests too, also where no migration ran; emptying the database lifts it."""
    with django_db_blocker.unblock():
        if request.config.getoption("nomigrations"):
            append_only.guard(connection, append_only.tables())
        empty = flush.Command.handle

        def emptied(command: flush.Command, **options: Any) -> None:
            with unguarded():
                empty(command, **options)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(flush.Command, "handle", emptied)
            yield


@pytest.fixture(autouse=True)
def _quick_passwords(settings) -> None:
    """Tests sign in often; the slow hash of production would cost minutes and prove nothing."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def media(settings, tmp_path: Path) -> Path:
    """A folder of the test's own for the files that it keeps."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "media")},
        },
    }
    return tmp_path / "media"


@pytest.fixture
def secretariat_pe(db: None) -> User:
    return make_user("secretaria.pe@example.org", Role.SECRETARIAT, "PE", "ST-CMNP")


@pytest.fixture
def secretariat_pe_2(db: None) -> User:
    return make_user("secretaria2.pe@example.org", Role.SECRETARIAT, "PE", "ST-CMNP")


@pytest.fixture
def secretariat_bo(db: None) -> User:
    return make_user("secretaria.bo@example.org", Role.SECRETARIAT, "BO", "ST-CPCTTP")


@pytest.fixture
def secretariat_bo_2(db: None) -> User:
    return make_user("secretaria2.bo@example.org", Role.SECRETARIAT, "BO", "ST-CPCTTP")


@pytest.fixture
def focal_pe(db: None) -> User:
    return make_user("focal.pe@example.org", Role.FOCAL_POINT, "PE", "MIMP")


@pytest.fixture
def focal_bo(db: None) -> User:
    return make_user("focal.bo@example.org", Role.FOCAL_POINT, "BO", "FGE")


@pytest.fixture
def authority_pe(db: None) -> User:
    return make_user("autoridad.pe@example.org", Role.AUTHORITY, "PE", "MIMP")


@pytest.fixture
def ministry_pe(db: None) -> User:
    return make_user("cancilleria.pe@example.org", Role.FOREIGN_MINISTRY, "PE", "MRE")


@pytest.fixture
def reader(db: None) -> User:
    return make_user("lector.bo@example.org", Role.READER, "BO", "MRE")


@pytest.fixture
def consul(db: None) -> User:
    return make_user("consul.pe@example.org", Role.CONSUL, "PE", "CG-PE La Paz")


@pytest.fixture
def observer(db: None) -> User:
    return make_user("observadora@example.org", Role.OBSERVER)


@pytest.fixture
def operator(db: None) -> User:
    return make_user("operador@example.org", Role.OPERATOR)


@pytest.fixture
def outsider(db: None) -> User:
    """The secretariat of a country that is no party."""
    make_country("CL")
    return make_user("secretaria.cl@example.org", Role.SECRETARIAT, "CL", "ST-CL")


# Everybody under the short names of the tables of access, Bolivia's people in capitals.
EVERYBODY = ["sec", "se2", "foc", "oth", "aut", "min", "con", "SEC", "FOC", "REA", "obs", "ope", "out"]


@pytest.fixture
def people(
    secretariat_pe,
    secretariat_pe_2,
    focal_pe,
    authority_pe,
    ministry_pe,
    consul,
    secretariat_bo,
    focal_bo,
    reader,
) -> dict[str, User]:
    other = make_user("otro.pe@example.org", Role.FOCAL_POINT, "PE", "PNP")
    peru = [secretariat_pe, secretariat_pe_2, focal_pe, other, authority_pe, ministry_pe, consul]
    return dict(zip(EVERYBODY[:10], [*peru, secretariat_bo, focal_bo, reader], strict=True))


@pytest.fixture
def everybody(people, observer, operator, outsider) -> dict[str, User]:
    return {**people, "obs": observer, "ope": operator, "out": outsider}
