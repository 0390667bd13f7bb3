"""The report on a backtest: one page, in each language."""

from datetime import timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from sql.messages import Message, msgid
from sql.terms import Language
from tasks.documents.charts import lines
from tasks.documents.pages import in_language, page, write_page
from tasks.documents.tables import report_table
from tasks.documents.translation import translated
from tasks.feedback.backtest.backtest import BLOCK, Backtest, latter_half, with_intervals
from tasks.feedback.backtest.past import WEEK

MOST_OFFICES, MOST_LINES = 15, 4
_TEMPLATE = Path(__file__).parent / "report.html"
_HEADINGS = {
    "policy": msgid("policy"),
    "inspected": msgid("inspections"),
    "found": msgid("violations found"),
    "interval": msgid("interval of 95 %"),
    "ahead": msgid("more than the first policy"),
    "interval_ahead": msgid("its interval"),
    "leakage": msgid("violations not found"),
    "recovered": msgid("duty recovered"),
    "hours": msgid("officer hours"),
    "ground": msgid("ground"),
    "rate": msgid("hit rate"),
    "office": msgid("office"),
    "violations": msgid("violations"),
    "statement": msgid("what it inspects"),
}


def write_report(result: Backtest, out: Path, currency: str) -> list[Path]:
    """Write the page in every language; returns where: `report.html`, `report.zh.html`."""
    written = []
    for language in Language:
        target = in_language(out, language)
        write_page(target, _page(result, currency, language))
        written.append(target)
    return written


def compared(weeks: pd.DataFrame) -> pd.DataFrame:
    """Policies by what they found over some weeks, a mean over seeds, beside the first of them.

    Returns: policy, inspected, found, interval, ahead, interval_ahead, leakage (share of violations not found),
    recovered (missing where no outcome tells), hours.
    """
    found = with_intervals(weeks, "found")
    ahead = with_intervals(weeks, "found", against=str(weeks["policy"].iloc[0]))
    seeds = weeks["seed"].nunique()
    sums = weeks.groupby("policy", sort=False)[["inspected", "violations", "hours"]].sum() / seeds
    recovered = weeks.groupby("policy", sort=False)["recovered_duty"].sum(min_count=1) / seeds
    return pd.DataFrame(
        {
            "policy": found.index,
            "inspected": sums["inspected"].to_numpy(),
            "found": found["value"].to_numpy(),
            "interval": _spans(found),
            "ahead": ahead["value"].to_numpy(),
            "interval_ahead": _spans(ahead),
            "leakage": 1.0 - found["value"].to_numpy() / sums["violations"].to_numpy(),
            "recovered": recovered.to_numpy(),
            "hours": sums["hours"].to_numpy(),
        }
    )


def _spans(figures: pd.DataFrame) -> list[str]:
    return [f"{low:,.0f} … {high:,.0f}" for low, high in zip(figures["low"], figures["high"], strict=True)]


def _page(result: Backtest, currency: str, language: Language) -> str:
    past, weeks = result.past, result.weeks
    recovered = bool(weeks["recovered_duty"].notna().any())
    played = past.weeks > 0
    population = Message(
        "{declarations:,d} declarations from {first} to {last}, of which {violations:,d} violate; the month before is "
        "history whose outcomes every policy knows. {others:,d} declarations without an outcome are left out.",
        {
            "declarations": int(played.sum()),
            "first": past.first_days[0],
            "last": past.first_days[-1] + timedelta(days=WEEK - 1),
            "violations": int(past.sealed.violated[played].sum()),
            "others": past.uninspected,
        },
    )
    regime = Message(
        "Each policy inspects {share:.1%} of the declarations of a week and learns only from what it inspected. Means "
        "over {seeds:d} seeds; intervals by a bootstrap over seeds and blocks of {block:d} weeks.",
        {"share": result.share, "seeds": len(result.seeds), "block": BLOCK},
    )

    def table(frame: pd.DataFrame, identifier: str) -> str:
        return report_table(
            frame if recovered else frame.drop(columns=["recovered"], errors="ignore"),
            identifier,
            headings=_HEADINGS,
            shares=tuple(name for name in ("leakage", "rate") if name in frame),
            amounts=tuple(name for name in ("inspected", "found", "ahead", "hours", "violations") if name in frame),
            money=("recovered",) if recovered and "recovered" in frame else (),
            currency=currency,
            terms=("ground", "statement"),
            codes=("policy", "interval", "interval_ahead")[
                : 3 if "interval" in frame else 1 if "policy" in frame else 0
            ],
            language=language,
        )

    offices = _by_office(result)
    statements = pd.DataFrame([{"policy": each.name, "statement": each.statement} for each in result.policies])
    return page(
        _TEMPLATE,
        language,
        population=population,
        regime=regime,
        recovered=recovered,
        latter=table(compared(latter_half(weeks)), "latter"),
        whole=table(compared(weeks), "whole"),
        chart=_chart(result, language),
        grounds=table(_by_ground(result), "grounds"),
        offices=report_table(
            offices,
            "offices",
            headings=_HEADINGS,
            shares=tuple(each.name for each in result.policies),
            amounts=("violations",),
            codes=("office",),
            language=language,
        ),
        policies=table(statements, "policies"),
    )


def _chart(result: Backtest, language: Language) -> str:
    """Share of violations found, by blocks of weeks, of the policies that found most."""
    weeks = result.weeks
    best = weeks.groupby("policy", sort=False)["found"].sum().nlargest(MOST_LINES).index
    shown = weeks[weeks["policy"].isin(best)]
    block = (shown["week"] - 1) // BLOCK
    sums = shown.groupby([block.rename("block"), "policy"])[["found", "violations"]].sum()
    shares = (100.0 * sums["found"] / sums["violations"].where(sums["violations"] > 0)).unstack()[list(best)]
    shares.index = pd.Index([str(result.past.first_days[BLOCK * int(each)]) for each in shares.index])
    return lines(
        shares,
        translated(language, msgid("Violations found, of the policies that found most")),
        translated(language, msgid("per cent of the violations of four weeks")),
    )


def _by_ground(result: Backtest) -> pd.DataFrame:
    grouped = result.selected.groupby(["policy", "ground"], sort=False)["found"].agg(["size", "sum"]).reset_index()
    seeds = len(result.seeds)
    return pd.DataFrame(
        {
            "policy": grouped["policy"],
            "ground": grouped["ground"],
            "inspected": grouped["size"] / seeds,
            "found": grouped["sum"] / seeds,
            "rate": grouped["sum"] / grouped["size"],
        }
    )


def _by_office(result: Backtest) -> pd.DataFrame:
    """Share of the violations of each office that each policy found; offices with most violations first."""
    past = result.past
    violating = past.sealed.violated & (past.weeks > 0)
    counts = past.declarations.loc[violating, "office"].value_counts().head(MOST_OFFICES)
    found = result.selected[result.selected["found"]].groupby(["office", "policy"]).size().unstack(fill_value=0)
    names = [each.name for each in result.policies]
    shares = found.reindex(index=counts.index, columns=names, fill_value=0).to_numpy(dtype=np.float64)
    shares = shares / len(result.seeds) / counts.to_numpy(dtype=np.float64)[:, None]
    table = pd.DataFrame({"office": counts.index.astype("object"), "violations": counts.to_numpy()})
    return table.assign(**dict(zip(names, shares.T, strict=True)))
