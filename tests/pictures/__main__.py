"""Takes every picture of the help again, in each language: what `static/img/help/` holds.

    .venv/bin/python -m tests.pictures [name …]

Run it by hand when pages change, and look at what it took. Needs what `make test` needs: Chromium and poppler.
"""

import os
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright, ViewportSize, sync_playwright

from tests.bench.served import served
from tests.e2e import conftest as browser_tests
from tests.pictures import images
from tests.pictures.shots import SHOTS, Shot

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "static" / "img" / "help"
LANGUAGES = ("es", "en")
DENSITY = 4 / 3


def main(names: list[str]) -> None:
    os.environ.update(DJANGO_SETTINGS_MODULE="config.settings", DJANGO_ALLOW_ASYNC_UNSAFE="true", DEMO="1")
    with tempfile.TemporaryDirectory(prefix="alternat-pictures-") as folder:
        os.environ["DATA_DIR"] = f"{folder}/data"
        os.environ["XDG_CACHE_HOME"] = f"{folder}/cache"
        from tests.pictures import scene

        places = scene.make()
        wanted = [shot for shot in SHOTS if not names or shot.name in names]
        with served("config.wsgi", Path(folder, "log"), {}) as port, sync_playwright() as playwright:
            browser = _browser(playwright)
            for language in LANGUAGES:
                for shot in wanted:
                    cookie = scene.cookie(shot.who, language) if shot.who else ""
                    page = _page(browser, port, language, cookie, shot.width)
                    page.goto(f"http://127.0.0.1:{port}{shot.address.format(**places)}")
                    _keep(images.webp(_taken(page, shot)), language, shot.name)
                    page.context.close()
        if not names or "pdf" in names:
            for language in LANGUAGES:
                _keep(images.webp(images.pages_of(scene.report(language), (1, 5))), language, "pdf")


def _browser(playwright: Playwright) -> Browser:
    path = next(filter(None, map(browser_tests.shutil.which, browser_tests.BROWSERS)))
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return playwright.chromium.launch(executable_path=path, args=[*sandbox, *browser_tests.FLAGS])


def _page(browser: Browser, port: int, language: str, cookie: str, width: int) -> Page:
    size = ViewportSize(width=width, height=700)
    context = browser.new_context(viewport=size, device_scale_factor=DENSITY, color_scheme="light")
    site = f"http://127.0.0.1:{port}"
    context.add_cookies([{"name": "django_language", "value": language, "url": site}])
    if cookie:
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": site}])
    return context.new_page()


def _taken(page: Page, shot: Shot) -> bytes:
    """From the top of its part of the page down to its height."""
    page.evaluate("document.fonts.ready")
    box = page.locator(shot.part).first.bounding_box(timeout=3000)
    assert box, f"{shot.name}: {shot.part} is not on {page.url}"
    top = box["y"] - (0 if shot.part == "body" else 12)
    end: int = page.evaluate("document.documentElement.scrollHeight")
    height = min(shot.height, end - top)
    return page.screenshot(
        full_page=True, animations="disabled", clip={"x": 0, "y": top, "width": shot.width, "height": height}
    )


def _keep(image: bytes, language: str, name: str) -> None:
    folder = PICTURES / language
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.webp").write_bytes(image)
    print(f"{language}/{name}.webp {len(image) / 1024:.0f} KB", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
