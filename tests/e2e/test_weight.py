"""What a first visit costs on a slow line."""

from typing import Any

from tests.e2e.conftest import Visit
from tests.e2e.pages import DASHBOARD, SECRETARIAT

LIMIT = 60 * 1024


def test_the_first_load_of_the_dashboard_stays_under_60_kb(visit: Visit) -> None:
    page = visit(SECRETARIAT)
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    names: dict[str, str] = {}
    sizes: dict[str, float] = {}

    def begun(event: dict[str, Any]) -> None:
        names[event["requestId"]] = event["request"]["url"]

    def done(event: dict[str, Any]) -> None:
        sizes[names[event["requestId"]]] = event["encodedDataLength"]

    network.on("Network.requestWillBeSent", begun)
    network.on("Network.loadingFinished", done)
    page.goto(DASHBOARD, wait_until="networkidle")
    assert {address.rsplit(".")[-1] for address in sizes} >= {"css", "js", "woff2"}
    assert sum(sizes.values()) < LIMIT, sizes
