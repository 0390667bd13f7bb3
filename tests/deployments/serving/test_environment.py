"""Links to the pages of an installation open from wherever its pages are served."""

import pytest

from deployments.serving.environment import pages_address


@pytest.mark.parametrize(
    ("listens_on", "address"),
    [
        (None, "http://127.0.0.1:4201"),
        ("10.0.0.7", "http://10.0.0.7:4201"),
        ("0.0.0.0", "http://risk.customs.test:4201"),
        ("::", "http://risk.customs.test:4201"),
        ("2001:db8::1", "http://[2001:db8::1]:4201"),
    ],
)
def test_pages_that_others_reach_have_an_address_that_others_reach(
    listens_on: str | None, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deployments.serving.environment.getfqdn", lambda: "risk.customs.test")
    assert pages_address(listens_on, 4201) == address
