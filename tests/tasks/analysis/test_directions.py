"""Imports are compared with imports and exports with exports; the exporter answers for an export."""

import pandas as pd

from sql.jurisdiction import Organisation
from sql.reference import organisation
from tasks.analysis.analyse import findings_by
from tasks.analysis.method import EXPORT, IMPORT
from tasks.analysis.trend import subject_rows
from tasks.records.subjects import conditions_on
from tests.in_chinese import left_english
from tests.tasks.analysis.trade import coffee, declared, detector, given, recent_day

_EXPORTED = {"direction": "export", "country_of_origin": "CN", "country_of_destination": "CO"}


def exported(rows: pd.DataFrame, **columns: str) -> pd.DataFrame:
    """The same as exports: the parties change sides."""
    return rows.assign(exporter="E" + rows["importer"], **{**_EXPORTED, "country_of_departure": "CN", **columns})


def found(name: str, past: pd.DataFrame, recent: pd.DataFrame) -> pd.DataFrame:
    """What an analysis records of a detector, findings of both directions."""
    none = pd.DataFrame({"detector": [], "declaration_id": []}, dtype="str")
    table = findings_by(detector(name), given(past, recent), none, Organisation(organisation()), 25)
    assert left_english(table["statement"]) == []
    return table


def test_the_prices_of_exports_are_no_peers_of_those_of_imports() -> None:
    """Coffee leaves at 2 a kilogram and comes in at 5: neither is cheap."""
    cheap_exports = exported(coffee(150)).assign(item_value=lambda rows: rows["item_value"] * 0.4)
    past = pd.concat([coffee(150), cheap_exports], ignore_index=True)
    leaving = exported(declared(importer=["A"], item_value=200.0, lodged_on=recent_day()))
    coming = declared(importer=["B"], item_value=200.0, lodged_on=recent_day())
    table = found("undervaluation", past, pd.concat([leaving, coming], ignore_index=True))
    assert table["subject"].tolist() == ["B+090121"]


def test_a_finding_on_exports_names_exporter_and_direction() -> None:
    recent = exported(declared(importer=["A"], item_value=50.0, lodged_on=recent_day()))
    (finding,) = found("undervaluation", exported(coffee(150)), recent).to_dict("records")
    assert (finding["subject_kind"], finding["subject"]) == ("exporter+hs_code+direction", "EA+090121+export")
    conditions = conditions_on(finding["subject_kind"], [finding["subject"]])
    assert conditions == {
        "exporter": {"in": ["EA"]},
        "hs_code": {"in": ["090121"]},
        "direction": {"in": ["export"]},
    }
    rows = subject_rows(finding, given(exported(coffee(150)), recent))
    assert len(rows) == 1


def test_an_export_without_an_exporter_is_its_importers() -> None:
    recent = exported(declared(importer=["A"], item_value=50.0, lodged_on=recent_day())).assign(exporter=None)
    past = exported(coffee(150)).assign(exporter=None)
    (finding,) = found("undervaluation", past, recent).to_dict("records")
    assert (finding["subject_kind"], finding["subject"]) == ("importer+hs_code+direction", "A+090121+export")


def test_a_new_route_of_exports_is_told_by_its_destination() -> None:
    past = exported(declared(hs_code=["284410"] * 40))
    recent = exported(declared(hs_code=["284410"], importer=["A"], lodged_on=recent_day()), country_of_destination="AE")
    (finding,) = found("new_sensitive_route", past, recent).to_dict("records")
    assert finding["subject"] == "EA+284410+export"
    assert "of origin CN to AE: a new route" in str(finding["statement"])


def test_declarations_without_a_direction_are_imports() -> None:
    rows = given(coffee(10), coffee(5).assign(lodged_on=recent_day()))
    (part,) = rows.by_direction()
    assert part.direction == IMPORT
    assert len(part.past) == 10
    assert rows.in_direction(EXPORT).recent.empty
