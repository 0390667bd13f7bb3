"""An exporter of controlled goods holds a licence for them, which customs knows."""

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest

from tests.tasks.analysis.trade import AS_OF, declared, detector, given, past_days, recent_day

CODE = "852610"


def exports(count: int, exporter: str, **columns: object) -> pd.DataFrame:
    return declared(
        **{"lodged_on": past_days(count), "hs_code": CODE, "direction": "export", "country_of_destination": "PK"}
        | {"importer": [exporter] * count, "exporter": exporter, **columns}
    )


def licences(*rows: tuple[str, str, date | None, date | None]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["holder", "hs_code", "valid_from", "valid_to"])
    return table.assign(**{name: pd.to_datetime(table[name]) for name in ("valid_from", "valid_to")})


KNOWN = ("OTHER", "8526", None, None)
NEW = exports(1, "E", lodged_on=[recent_day()])


def found(*known: tuple[str, str, date | None, date | None], past: int = 0, **enterprises: date) -> pd.DataFrame:
    """What is found of one export of E: `past`, how many it had before."""
    rows = given(pd.concat([exports(30, "OTHER"), exports(past, "E")], ignore_index=True), NEW)
    registered = pd.DataFrame({"enterprise": list(enterprises), "registered_on": list(enterprises.values())})
    return detector("unlicensed_exporter").find(replace(rows, licences=licences(*known), enterprises=registered))


def test_a_new_exporter_of_controlled_goods_without_a_licence_of_its_own_is_found() -> None:
    (finding,) = found(KNOWN).to_dict("records")
    assert (finding["subject"], finding["score"]) == (f"E+{CODE}", 0.85)


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        (("E", CODE, None, None), 0),
        (("E", "8526", date(2020, 1, 1), recent_day()), 0),
        (("E", CODE, None, recent_day(4)), 1),  # it ended a day before
        (("E", CODE, recent_day(2), None), 1),  # it begins a day later
        (("E", "8803", None, None), 1),
        (("F", CODE, None, None), 1),
    ],
)
def test_a_licence_counts_for_its_holder_its_goods_and_its_days(
    own: tuple[str, str, date | None, date | None], expected: int
) -> None:
    assert len(found(KNOWN, own)) == expected


def test_an_exporter_who_knows_the_goods_comes_after_one_who_is_new_or_young() -> None:
    experienced, new = found(KNOWN, past=3), found(KNOWN)
    young = found(KNOWN, E=AS_OF - timedelta(days=30))
    old = found(KNOWN, E=AS_OF - timedelta(days=3000))
    scores = [float(table["score"].iloc[0]) for table in (experienced, new, old, young)]
    assert scores == [0.6, 0.85, 0.85, 0.95]


def test_goods_for_which_no_licence_is_known_are_passed_over() -> None:
    assert found().empty
    assert found(("OTHER", "2844", None, None)).empty


def test_imports_need_no_licence_for_leaving() -> None:
    imports = given(exports(30, "OTHER"), NEW.assign(direction="import"))
    assert detector("unlicensed_exporter").find(replace(imports, licences=licences(KNOWN))).empty
