"""Chromium as readers have it: found on this machine, and watched for faults while a test looks at pages."""

import os
import shutil
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Request

from tests.services import run
from tests.services.visitor import PASSWORD

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
HEIGHT = 900  # pixels


def program() -> str:
    """Return the browser's path. Raises RuntimeError, with what to install, when there is none."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    raise RuntimeError("Chromium is missing: install the package chromium, then run the tests again")


def launch(playwright: Playwright) -> Browser:
    """Start it, and note its version for the end of the run."""
    path = program()
    browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS), env=dict(os.environ))
    run.once("chromium", lambda: {"version": browser.version, "origin": path})
    return browser


def sign_in(page: Page, site: str, email: str, password: str = PASSWORD, *, next_path: str = "") -> None:
    """Fill in the form for signing in at the address ``site``, as people do, and press its button."""
    page.goto(f"{site}/sign-in{f'?next={next_path}' if next_path else ''}")
    page.fill("[name=email]", email)
    page.fill("[name=password]", password)
    page.click("main button[type=submit]:has-text('Sign in')")
    page.wait_for_load_state()


@dataclass
class Faults:
    """What no page of ours may do, collected while it is open: script errors, refused content, foreign requests."""

    found: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Collect from ``page`` from now on."""
        page.on("pageerror", lambda error: self.found.append(f"script error: {error}"))
        page.on("console", lambda message: self._console(message.type, message.text))
        page.on("request", lambda request: self._request(page, request))

    def _console(self, kind: str, text: str) -> None:
        # The console also repeats each status above 399, which is what many tests ask for.
        if kind == "error" and "the server responded with a status of" not in text:
            self.found.append(f"console: {text}")

    def _request(self, page: Page, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname not in {"127.0.0.1", "localhost"}:
            self.found.append(f"request to another host: {request.url} from {page.url}")


class Windows:
    """Opens windows for one test, and closes them after it."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.faults = Faults()
        self.open: list[BrowserContext] = []

    def __call__(self, width: int = 1280, *, javascript: bool = True, theme: str = "light", **options: Any) -> Page:
        """Open a window with its own cookies; ``options`` go to Playwright's ``new_context``."""
        context = self.browser.new_context(
            viewport={"width": width, "height": HEIGHT},
            java_script_enabled=javascript,
            color_scheme="dark" if theme == "dark" else "light",
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(15_000)  # milliseconds
        self.open.append(context)
        page = context.new_page()
        self.faults.watch(page)
        return page

    def close(self) -> None:
        """Close them all."""
        while self.open:
            self.open.pop().close()
