"""The page of a run leads to what it is about at the desk, wherever the desk is served."""

import pytest

from flows.publishing import Thing, with_links

CASE = Thing("case", "TA-SH-2021-0001")


def test_pages_of_runs_lead_to_the_desk_at_its_public_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUSTOMS_RISK_PUBLIC_ADDRESS", "https://risk.test/")
    assert with_links("Two cases.", [CASE, Thing("hint")]) == (
        "Two cases.\n\n[Case TA-SH-2021-0001 at the desk](https://risk.test/desk/case/TA-SH-2021-0001) · "
        "[Hint list at the desk](https://risk.test/desk/hint)"
    )


def test_without_a_public_address_there_are_no_links(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CUSTOMS_RISK_PUBLIC_ADDRESS", raising=False)
    assert with_links("Two cases.", [CASE]) == "Two cases."
