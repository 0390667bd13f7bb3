"""Chromium for the tests of pages: Debian's, or the one that is found, driven by Playwright."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

LEFT_OUT = "Browser tests were left out: install Debian's package chromium to have them."
_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
_ARGUMENTS = ("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
_SERIOUS = {"serious", "critical"}


def chromium() -> str | None:
    """Where a Chromium is; None where there is none."""
    return next((found for name in _NAMES if (found := shutil.which(name))), None)


@contextmanager
def opened_browser(executable: str) -> Iterator["Browser"]:
    """A headless browser for a session of tests; it closes with the block."""
    from playwright.sync_api import sync_playwright  # only where a test asks for a browser

    as_root = ("--no-sandbox",) if os.getuid() == 0 else ()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=[*_ARGUMENTS, *as_root])
        try:
            yield browser
        finally:
            browser.close()


def serious_faults(page: "Page") -> list[str]:
    """What keeps people from using a page, as axe-core finds it: serious and critical faults, a line each.

    Only the faults leave the browser: to hand over all that axe-core looked at takes longer than to look.
    """
    from axe_playwright_python.sync_playwright import Axe

    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate("axe.run({resultTypes: ['violations']}).then((found) => found.violations)")
    return [
        f"{each['id']}: {each['help']} ({node['target'][0]})"
        for each in found
        if each["impact"] in _SERIOUS
        for node in each["nodes"]
    ]
