"""The browser of the tests: it reads a page, and axe tells what keeps people from using it."""

from typing import TYPE_CHECKING

import pytest

from tests.browser import serious_faults

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


def test_a_page_without_faults_and_one_with_an_unnamed_field(browser: "Browser") -> None:
    """A field that no label names is a fault."""
    page = browser.new_page()
    try:
        page.set_content("<html lang=en><title>Desk</title><main><h1>Desk</h1><label>Number <input></label></main>")
        assert serious_faults(page) == []
        page.set_content("<html lang=en><title>Desk</title><main><h1>Desk</h1><input></main>")
        assert any("label" in each for each in serious_faults(page))
    finally:
        page.close()
