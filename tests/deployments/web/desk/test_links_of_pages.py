"""What the director's page links to at the desk has a page there."""

from deployments.web.desk.thing import kinds
from tasks.reporting.director.panel import AT_THE_DESK, Links


def test_every_kind_that_the_director_is_led_to_has_a_page_at_the_desk() -> None:
    assert set(kinds()) >= AT_THE_DESK


def test_other_kinds_stay_within_the_page() -> None:
    links = Links(lambda kind, key: f"/desk/{kind}/{key}")
    assert links.address("case", "TA-1") == "/desk/case/TA-1"
    assert links.address("proposal") == "#section-feedback"
