"""Exports of controlled goods whose exporter holds no licence that customs knows."""

import pandas as pd

from sql.terms import Method, Priority, ResultKind
from tasks.analysis.counting import declarations_by
from tasks.analysis.method import EXPORT, AnalysisInput, Detector, findings_of, no_findings, with_sensitive

_UNLICENSED = 0.6
_NEW_TO_THE_GOODS = 0.25
_YOUNG = 0.1
_DAYS_YOUNG = 365  # since registration


def find(given: AnalysisInput) -> pd.DataFrame:
    """Exporters of controlled goods who hold no licence for them that is valid on the day, as far as customs knows.

    Goods are looked at where a licence of anybody is known that covers them: else licences of their kind are not
    reported to customs. Exporters who are new to the goods, or were registered within a year, come first.
    """
    exports = _of_exporters(given.recent)
    rows = with_sensitive(exports, given.sensitive, Priority.SECURITY)
    rows = rows[_covered(rows, given.licences, by_whom=False)]
    rows = rows[~_covered(rows, given.licences, by_whom=True)]
    if rows.empty:
        return no_findings()
    before = declarations_by(_of_exporters(given.past), "importer", "hs4")
    pairs = pd.MultiIndex.from_frame(rows[["importer", "hs4"]])
    rows = rows.assign(exported_before=before.reindex(pairs).fillna(0).to_numpy())
    registered = dict(zip(given.enterprises["enterprise"], given.enterprises["registered_on"], strict=True))
    registered_on = pd.to_datetime(rows["importer"].astype("object").map(registered))
    young = registered_on > pd.Timestamp(given.as_of) - pd.Timedelta(days=_DAYS_YOUNG)
    return findings_of(
        rows,
        ["importer", "hs_code"],
        score=_UNLICENSED + _NEW_TO_THE_GOODS * (rows["exported_before"] == 0) + _YOUNG * young,
        statement="{label:capitalized}: no licence of this exporter is known that covers them, and "
        "{exported_before:.0f} exports of such goods before. Declared in {declarations} exports.",
        words=["label"],
        compared=["label", "exported_before"],
    )


def _of_exporters(rows: pd.DataFrame) -> pd.DataFrame:
    """Exports, with the exporter as `importer`, as `AnalysisInput.in_direction` has it."""
    exports = rows[rows["direction"] == EXPORT]
    return exports.assign(importer=exports["exporter"].fillna(exports["importer"]))


def _covered(rows: pd.DataFrame, licences: pd.DataFrame, *, by_whom: bool) -> "pd.Series[bool]":
    """Whether a licence covers the goods of each row: anybody's at any time, or its exporter's on its day.

    licences: holder, hs_code (of the goods or of all that begin with it), valid_from, valid_to (missing: open).
    """
    covered = pd.Series(False, index=rows.index)
    known = licences.dropna(subset=["hs_code"])
    for length in sorted(known["hs_code"].str.len().unique()):
        of_length = known[known["hs_code"].str.len() == length]
        codes = rows["hs_code"].str[: int(length)].astype("object")
        if not by_whom:
            covered |= codes.isin(set(of_length["hs_code"]))
            continue
        asked = pd.DataFrame({"place": rows.index, "hs_code": codes, "holder": rows["importer"].astype("object")})
        asked["lodged_on"] = rows["lodged_on"]
        pairs = asked.merge(of_length.astype({"hs_code": "object", "holder": "object"}), on=["hs_code", "holder"])
        begun = pairs["valid_from"].isna() | (pairs["valid_from"] <= pairs["lodged_on"])
        lasting = pairs["valid_to"].isna() | (pairs["valid_to"] >= pairs["lodged_on"])
        covered |= rows.index.isin(pairs.loc[begun & lasting, "place"])
    return covered


DETECTORS = (
    Detector(
        name="unlicensed_exporter",
        method=Method.DYNAMIC_FOCUS,
        priority=Priority.SECURITY,
        law_or_practice="Export Control Law 2020, articles 12 and 14",
        result=ResultKind.INSTRUCTION,
        what_to_check="Identify the goods; confirm the export licence with who issued it; check the end user",
        department="commodity inspection",
        find=find,
    ),
)
