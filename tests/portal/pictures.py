"""`make screenshots`: the pages of the README, taken by Chromium from a portal over the demo's releases; nothing of the demo is changed.

python -m tests.portal.pictures demo docs/pictures
"""

import shutil
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import uvicorn

from etl.config import load_config
from portal.app import make_app
from portal.releases import Desk, Releases
from portal.rights import Account
from portal.site import Site
from portal.store import accounts, open_portal_store

PASSWORD = "for the pictures alone"
ROLES = ("official", "lead", "reviewer")


@contextmanager
def served(demo: Path, folder: Path) -> Iterator[tuple[Site, str]]:
    """A portal over the demo's releases, with a store of its own."""
    config = load_config(demo / "hecha.yaml")
    store = open_portal_store(folder)
    for role in ROLES:
        with store.act("pictures") as act:
            accounts.add(act, Account(role, role), PASSWORD)
    site = Site(config, demo / "hecha.yaml", store, Releases(demo / "releases"), lambda _decisions: None)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(make_app(site), host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield site, f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=10)
    store.close()


def enter(page: Any, base: str, account: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{base}/login")
    page.fill("[name=account]", account)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_selector("[data-page=home]")


def press(page: Any, hook: str) -> None:
    page.click(f"[data-hook={hook}]")
    page.wait_for_load_state()


def take(demo: Path, target: Path) -> None:
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium")
    target.mkdir(parents=True, exist_ok=True)
    with (
        TemporaryDirectory(prefix="hecha-pictures-") as folder,
        served(demo, Path(folder)) as (site, base),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1366, "height": 768}, locale="zh-CN")
        month = site.releases.months()[0]
        desk = Desk(site.releases, month, Account("pictures", "auditor"))
        shop = desk.rows("ledger", order="t.open_alerts DESC, t.workshop_id", limit=1)[0]["workshop_id"]
        alert = desk.rows("alerts", "t.level = 'duplicate'", order="t.priority DESC, t.alert_id", limit=1)[0][
            "alert_id"
        ]
        scenes: dict[str, Callable[[], object]] = {
            "month": lambda: _month(page, base, month.month),
            "workshop": lambda: page.goto(f"{base}/workshops/{shop}"),
            "deliveries": lambda: page.goto(f"{base}/deliveries"),
            "case": lambda: _case(page, base, alert),
        }
        for name, scene in scenes.items():
            scene()
            page.screenshot(path=target / f"{name}.png")
        browser.close()


def _month(page: Any, base: str, month: int) -> None:
    """Some counties confirmed, one approved."""
    enter(page, base, "official")
    page.goto(f"{base}/months/{month}")
    for _ in range(3):
        press(page, "confirm")
    enter(page, base, "lead")
    page.goto(f"{base}/months/{month}")
    press(page, "approve")
    page.evaluate("document.querySelector('h2').scrollIntoView()")


def _case(page: Any, base: str, alert: str) -> None:
    enter(page, base, "reviewer")
    page.goto(f"{base}/cases/{alert}")
    press(page, "claim")


if __name__ == "__main__":
    take(Path(sys.argv[1]), Path(sys.argv[2]))
