"""Texts on the page of a run are escaped, and a unit may analyse its own jurisdiction only."""

import pytest

from sql.jurisdiction import Organisation, UnknownUnitError
from sql.reference import organisation
from tasks.analysis.findings_reported import _cell
from tasks.analysis.request import AnalysisRefusedError, AnalysisRequest, check_request

UNITS = Organisation(organisation())


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("a|b\nc", "a&#124;b c"),
        ("[click](javascript:x)", "&#91;click](javascript:x)"),
        ("**bold** `code`", "&#42;&#42;bold&#42;&#42; &#96;code&#96;"),
        (1234.5, "1,234.50"),
    ],
)
def test_markup_in_a_text_is_escaped(value: object, shown: str) -> None:
    assert _cell(value) == shown


def test_a_unit_may_analyse_itself_and_below_but_no_other() -> None:
    check_request(AnalysisRequest(customs="SH"), "CN", UNITS)
    check_request(AnalysisRequest(customs="SH"), "SH", UNITS)
    with pytest.raises(AnalysisRefusedError, match="SH may not analyse QD"):
        check_request(AnalysisRequest(customs="QD"), "SH", UNITS)


def test_an_unknown_unit_and_a_wrong_hs_code_are_refused() -> None:
    with pytest.raises(UnknownUnitError):
        check_request(AnalysisRequest(), "NOWHERE", UNITS)
    with pytest.raises(AnalysisRefusedError, match="87x is no HS code"):
        check_request(AnalysisRequest(commodities=("87x",)), "CN", UNITS)


def test_an_occasion_repeats_the_same_analysis() -> None:
    regular, second = AnalysisRequest(), AnalysisRequest(occasion="files-2")
    assert regular == second
    assert regular.key == second.key == regular.scope == "weekly"
    assert second.scope == "weekly-files-2"
