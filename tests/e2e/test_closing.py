"""A closing signed by both parties in the browser; then its copy is verified where nothing of the product is."""

import re
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Site, Visit, environment
from tests.e2e.pages import ROADMAP, es
from tests.e2e.site import PASSWORD

PERU, BOLIVIA = "secretaria1.pe@demo.example", "secretaria1.bo@demo.example"
PHONE = {"width": 375, "height": 740}
SALVEDAD = "El Perú suscribe con la salvedad de que el directorio está en revisión."
WORKER = ["manage.py", "db_worker", "--batch", "--interval", "0", "--no-reload", "--verbosity", "0"]


def test_both_sign_in_the_browser_and_the_copy_verifies_alone(
    site: Site, visit: Visit, tmp_path: Path
) -> None:
    peru, bolivia, stranger = visit(PERU), visit(BOLIVIA, viewport=PHONE, is_mobile=True), visit()
    address = _proposed(peru)
    _signed(peru, address, salvedad=SALVEDAD)
    expect(peru.get_by_text(es("Waiting for signatures")).first).to_be_visible()
    _signed(bolivia, address)
    seal = _sealed(bolivia)
    _everybody_can_verify(stranger, seal)
    bundle = _copy(peru, site, tmp_path)
    told = _verified_alone(bundle, tmp_path / "elsewhere")
    assert seal in told


def _proposed(page: Page) -> str:
    """For the cutoff date that has come and is not closed yet; the address of the proposal."""
    page.goto(f"{ROADMAP}closings/propose/?cutoff=2026-04-30")
    expect(page.get_by_role("heading", level=1)).to_contain_text("30/04/2026")
    page.get_by_role("button", name=es("Propose this closing")).click()
    expect(page.get_by_role("link", name=es("Read and sign"))).to_be_visible()
    return page.url


def _signed(page: Page, address: str, *, salvedad: str = "") -> None:
    """Confirming who they are takes them to another page: what they wrote is there again."""
    page.goto(address)
    page.get_by_role("link", name=es("Read and sign")).click()
    if salvedad:
        row = page.locator("fieldset").first
        row.get_by_label(es("Activity")).select_option(index=1)
        row.get_by_label(es("What it is")).select_option("salvedad")
        row.get_by_label(es("Text")).fill(salvedad)
    page.get_by_role("button", name=es("Confirm that it is me and sign")).click()
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("main form button").first.click()
    if salvedad:
        expect(page.get_by_label(es("Text")).first).to_have_value(salvedad)
    page.get_by_role("button", name=es("Sign the closing")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("30/04/2026")


def _sealed(page: Page) -> str:
    """What both see now: the number that is printed, and the salvedad for ever."""
    expect(page.locator("main")).to_contain_text(SALVEDAD)
    found = re.search(r"[0-9a-f]{64}", page.locator("main").inner_text())
    assert found
    return found[0]


def _everybody_can_verify(page: Page, seal: str) -> None:
    page.goto("/verificar/")
    page.locator("input[name=sha256]").fill(seal)
    page.get_by_role("button", name=es("Verify"), exact=True).click()
    expect(page.locator("main")).to_contain_text("bo-pe-2025-2026")
    assert "sessionid" not in {cookie["name"] for cookie in page.context.cookies()}


def _copy(page: Page, site: Site, folder: Path) -> Path:
    """Asked for on the page, made by the worker, taken away."""
    page.goto(f"{ROADMAP}report/")
    page.get_by_role("button", name=es("Take a complete copy away")).click()
    command = [sys.executable, *WORKER]
    subprocess.run(command, env=environment(site.database.parent), check=True, timeout=120)
    page.reload()
    with page.expect_download() as download:
        page.get_by_role("link", name=es("Download")).click()
    bundle = folder / "copia.zip"
    download.value.save_as(bundle)
    return bundle


def _verified_alone(bundle: Path, folder: Path) -> str:
    """By the file inside it, with a Python that has nothing but its standard library."""
    folder.mkdir()
    alone = [sys.executable, "-I", "-S"]
    taken = [*alone, "-m", "zipfile", "-e", str(bundle), "."]
    subprocess.run(taken, cwd=folder, env={}, check=True)
    command = [*alone, str(folder / "verificar.py"), str(bundle)]
    done = subprocess.run(command, cwd=folder, env={"PYTHONUTF8": "1"}, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
    return done.stdout
