"""Offices: a ranking by violations found, and a grid of all by their hit rate."""

from html import escape

import pandas as pd

from sql.messages import Message
from tasks.documents.charts import INK, PALE, ranking
from tasks.feedback.estimation import share
from tasks.reporting.director.office_names import office_names
from tasks.reporting.director.panel import Director, Panel, sentences
from tasks.reporting.director.results import ELSEWHERE

_SHOWN = 10
FEWEST = 10  # inspections from which an office has a hit rate
_IN_A_ROW = 6
_SWATCH = "&#160;&#160;&#160;"
_COLOURS = {"few": "#eef1f4", "under": "#f3d3cb", "like": "#d5dfe9", "over": "#bfdcc3"}


def panel(director: Director) -> Panel:
    """Offices by violations found, and each office with its hit rate against chance."""
    data, _ = director.data, director.data.gettext
    results = director.results
    table = by_office(results[results["ground"] != ELSEWHERE], data.decisions)
    if table.empty:
        return Panel(_("Customs offices"), _("No office had a declaration or a result in the period."), [])
    table = table.assign(name=office_names(table["office"], data.language))
    found = table[table["inspected"] > 0].head(_SHOWN).set_index("name")
    names = {"found": _("with a violation"), "without": _("without")}
    bars = found.assign(without=found["inspected"] - found["found"])[["found", "without"]].rename(columns=names)
    chart = ranking(bars, {names["found"]: INK, names["without"]: PALE}, _("Offices that find most"), _("inspections"))
    base = director.violations_in_all_trade
    levels = [level(row["found"], row["inspected"], base) for row in table.to_dict("records")]
    table = table.assign(level=levels)
    return Panel(
        _("Customs offices"), _judged(director, table, base), [chart] if len(found) else [], _grid(director, table)
    )


def by_office(results: pd.DataFrame, decisions: pd.DataFrame) -> pd.DataFrame:
    """Per office: office, declarations, inspected, found; most violations first.

    results: office, violated. decisions: office.
    """
    declared = decisions.groupby("office").size().rename("declarations")
    done = results.groupby("office")["violated"].agg(inspected="size", found="sum")
    table = pd.concat([declared, done], axis=1).fillna(0).astype("int64").rename_axis("office").reset_index()
    return table.sort_values(
        ["found", "declarations", "office"], ascending=[False, False, True], kind="stable", ignore_index=True
    )


def level(found: int, inspected: int, base: float | None) -> str:
    """How the hit rate of an office compares with what chance finds in all trade: few, under, like or over.

    few: too few inspections, or nothing to compare with. under and over: the 95 % interval lies below or above it.
    """
    if inspected < FEWEST or base is None:
        return "few"
    rate = share("", "", found, inspected)
    low, high = float(str(rate["low"])), float(str(rate["high"]))
    return "under" if high < base else "over" if low > base else "like"


def _judged(director: Director, table: pd.DataFrame, base: float | None) -> str:
    told = director.data.told
    first = table.iloc[0]
    found = int(table["found"].sum())
    parts = []
    if found:
        values = {"office": str(first["name"]), "found": int(first["found"]), "part": first["found"] / found}
        parts.append(Message("{office} finds most: {found:,} violations, {part:.0%} of all.", values))
    counts = table["level"].value_counts()
    if base is not None:
        values = {
            "over": int(counts.get("over", 0)),
            "like": int(counts.get("like", 0)),
            "under": int(counts.get("under", 0)),
        }
        parts.append(
            Message(
                "Against what chance finds in all trade, {over} offices find more, "
                "{like} are not clearly different, and {under} "
                "find less.",
                values,
            )
        )
    values = {"few": int(counts.get("few", 0)), "fewest": FEWEST}
    parts.append(Message("{few} offices have fewer than {fewest} inspections: too few to judge.", values))
    return sentences(*map(told, parts))


def _grid(director: Director, table: pd.DataFrame) -> str:
    _ = director.data.gettext
    names = {
        "over": _("finds more than chance"),
        "like": _("not clearly different"),
        "under": _("finds less"),
        "few": _("too few inspections"),
    }
    cells = [
        f'<td style="background-color: {_COLOURS[str(row["level"])]}"><b>{escape(str(row["name"]))}</b><br>'
        + escape(director.data.told(_of_an_office(int(row["inspected"]), int(row["found"]))))
        + "</td>"
        for row in table.sort_values("declarations", ascending=False, kind="stable").to_dict("records")
    ]
    cells += ["<td></td>"] * (-len(cells) % _IN_A_ROW)
    rows = [f"<tr>{''.join(cells[start : start + _IN_A_ROW])}</tr>" for start in range(0, len(cells), _IN_A_ROW)]
    legend = " ".join(
        f'<span class="mark"><span class="swatch" style="background-color: {_COLOURS[name]}">{_SWATCH}</span> '
        f"{escape(text)}</span>"
        for name, text in names.items()
    )
    title = escape(_("Every office, busiest first: violations of inspections"))
    head = f'<p class="chart-title">{title}</p><p class="chart-legend">{legend}</p>'
    return f'{head}<table class="grid">{"".join(rows)}</table>'


def _of_an_office(inspected: int, found: int) -> Message:
    if not inspected:
        return Message("none inspected")
    values = {"found": found, "inspected": inspected, "rate": found / inspected}
    return Message("{found:,} of {inspected:,} ({rate:.0%})", values)
