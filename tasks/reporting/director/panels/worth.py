"""Parameters and detectors that earn their place, and those that do not."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from sql.messages import Message, msgid
from tasks.documents.charts import Reference, rates_with_intervals
from tasks.documents.translation import translated
from tasks.feedback.estimation import share
from tasks.feedback.policy import feedback_policy
from tasks.handling.detector_record import Experience, experience_up_to
from tasks.parameters.evidence import Record, probability_of_lift
from tasks.parameters.request_codes import MARK
from tasks.reporting.director.panel import Director, Panel, sentences

_SHOWN = 10
_UNLIKELY, _LIKELY = 0.1, 0.9
_EARNS, _FAILS, _OPEN = msgid("earns its place"), msgid("does not earn its place"), msgid("not clear yet")


def panel(director: Director) -> Panel:
    """Hit rates of parameters and of detectors beside what chance finds, with a verdict for each."""
    data, _ = director.data, director.data.gettext
    known = experience_up_to(data.stores, data.last_day)
    lift = feedback_policy()["lower_parameter"].threshold
    parameters = judged(
        {code: each for code, each in known.codes.items() if not code.startswith(MARK)}, known.chance, lift
    )
    detectors = judged(known.detectors, known.chance, lift)
    detectors = detectors.assign(shown=[translated(data.language, str(name)) for name in detectors["name"]])
    parameters = parameters.assign(shown=parameters["name"])
    if not known.chance.inspected:
        return Panel(
            _("Parameters and detectors"),
            _("Nothing was inspected by chance, so that there is nothing to compare with."),
            [],
        )
    reference = Reference(known.chance.rate, _("found by chance"))
    unit = _("violations of inspections, with intervals of 95 %")
    charts = [
        rates_with_intervals(_extremes(table), title, unit, reference)
        for table, title in ((parameters, _("Parameters, best and worst")), (detectors, _("Detectors, best and worst")))
        if len(table)
    ]
    return Panel(
        _("Parameters and detectors"),
        _summary(director, known, lift, parameters, detectors),
        charts,
        more=_table(director, parameters, "director-parameters", _("parameter"), "parameter")
        + _table(director, detectors, "director-detectors", _("detector"), None),
    )


def judged(records: Mapping[str, Record], chance: Record, lift: float) -> pd.DataFrame:
    """Whether each finds at least `lift` times what chance finds: name, inspected, found, value, low, high, verdict.

    Likely (nine in ten): it earns its place; unlikely (one in ten): it does not. The best first; what has
    no inspections is left out.
    """
    rows: list[dict[str, Any]] = []
    for name, record in records.items():
        if not record.inspected:
            continue
        likely = probability_of_lift(record, chance, lift)
        rate = share("", "", round(record.found), round(record.inspected))
        rows.append(
            {"name": name, "inspected": round(record.inspected), "found": round(record.found), "likely": likely}
            | {"value": rate["value"], "low": rate["low"], "high": rate["high"]}
            | {"verdict": _EARNS if likely > _LIKELY else _FAILS if likely < _UNLIKELY else _OPEN}
        )
    columns = ["name", "inspected", "found", "likely", "value", "low", "high", "verdict"]
    table = pd.DataFrame(rows, columns=pd.Index(columns))
    return table.sort_values(["likely", "inspected"], ascending=False, kind="stable", ignore_index=True)


def _extremes(table: pd.DataFrame) -> pd.DataFrame:
    """The best and the worst, as many as a chart has room for."""
    half = _SHOWN // 2
    shown = table if len(table) <= _SHOWN else pd.concat([table.head(half), table.tail(half)])
    return shown.rename(columns={"shown": "label"})


def _summary(
    director: Director, known: Experience, lift: float, parameters: pd.DataFrame, detectors: pd.DataFrame
) -> str:
    told = director.data.told
    values = {"lift": lift, "chance": known.chance.rate}
    parts = [
        Message(
            "What finds {lift} times as much as chance ({chance:.0%}) earns its "
            "place; the inspections of the last ninety days decide.",
            values,
        )
    ]
    for text, table in (
        (msgid("Parameters: {earns} earn their place, {fails} do not, {unclear} are not clear yet."), parameters),
        (msgid("Detectors: {earns} earn their place, {fails} do not, {unclear} are not clear yet."), detectors),
    ):
        counts = table["verdict"].value_counts()
        number = {
            name: int(counts.get(key, 0)) for name, key in (("earns", _EARNS), ("fails", _FAILS), ("unclear", _OPEN))
        }
        parts.append(Message(text, number))
    return sentences(*map(told, parts))


def _table(director: Director, table: pd.DataFrame, identifier: str, heading: str, kind: str | None) -> str:
    data, _ = director.data, director.data.gettext
    if table.empty:
        return ""
    headings = {
        "shown": heading,
        "inspected": _("inspections"),
        "found": _("violations"),
        "value": _("hit rate"),
        "low": _("from (95 %)"),
        "high": _("to (95 %)"),
        "verdict": _("verdict"),
    }
    links = {} if kind is None else {"shown": lambda code: director.links.address(kind, code)}
    return data.table(
        table[list(headings)],
        identifier,
        headings=headings,
        shares=("value", "low", "high"),
        terms=("verdict",),
        codes=("shown",) if kind else (),
        links=links,
    )
