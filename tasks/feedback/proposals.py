"""What feedback proposes, by published rules."""

import json
from datetime import date

import pandas as pd

COLUMNS = ("action", "target", "unit", "reason", "content")


def feedback_proposals(
    indicators: pd.DataFrame, allocation: pd.DataFrame, trained_on: date | None, as_of: date, policy: pd.DataFrame
) -> pd.DataFrame:
    """Changes that the indicators of a period speak for.

    indicators: name, scope, value, low, high, observations. allocation: as `human_resources.allocation`. policy:
    threshold, indexed by action. Returns: action, target, unit, reason, content (JSON); by action and target.
    """
    limit = policy["threshold"].astype("float64")
    rows = [*_parameters(indicators, limit), *_capacity(allocation, limit["move_capacity"])]
    by_rating = _value(indicators, "hit_rate_of_ground", "rating")
    by_chance = _value(indicators, "hit_rate_by_chance", "national")
    if by_rating is not None and by_chance is not None and by_rating < by_chance * limit["move_threshold"]:
        rows.append(("move_threshold", "rating", "CN", f"finds {by_rating:.0%}, chance finds {by_chance:.0%}", {}))
    days = None if trained_on is None else (as_of - trained_on).days
    if days is None or days >= limit["retrain"]:
        rows.append(("retrain", "rating", "CN", f"the model is {days} days old" if days else "there is no model", {}))
    table = pd.DataFrame([(*row[:4], json.dumps(row[4], sort_keys=True)) for row in rows], columns=pd.Index(COLUMNS))
    return table.sort_values(["action", "target"], ignore_index=True)


def _parameters(
    indicators: pd.DataFrame, limit: "pd.Series[float]"
) -> list[tuple[str, str, str, str, dict[str, float]]]:
    chance = _value(indicators, "hit_rate_by_chance", "national")
    rows: list[tuple[str, str, str, str, dict[str, float]]] = []
    for row in indicators[indicators["name"] == "hit_rate_of_parameter"].to_dict("records"):
        code, rate, looked = str(row["scope"]), float(row["value"]), int(row["observations"])
        unit = code.split("-")[0]
        told = {"hit_rate": rate, "inspected": float(looked)}
        if rate == 0 and looked >= limit["retire_parameter"]:
            rows.append(("retire_parameter", code, unit, f"{looked} inspections found nothing", told))
        elif chance is not None and float(row["high"]) < chance * limit["tighten_parameter"]:
            rows.append(("tighten_parameter", code, unit, f"finds {rate:.0%}, chance finds {chance:.0%}", told))
        elif chance is not None and chance > 0 and float(row["low"]) > chance * limit["widen_parameter"]:
            rows.append(("widen_parameter", code, unit, f"finds {rate:.0%}, chance finds {chance:.0%}", told))
    return rows


def _capacity(allocation: pd.DataFrame, least: float) -> list[tuple[str, str, str, str, dict[str, float]]]:
    change = allocation["hours_advised"] / allocation["hours_used"] - 1
    moved = allocation[(change.abs() > least) & (allocation["inspections"] >= 10)]
    return [
        (
            "move_capacity",
            str(row["office"]),
            str(row["office"]),
            f"{row['hours_used']:.0f} hours used, {row['hours_advised']:.0f} advised; it finds {row['find_rate']:.0%}",
            {"hours_used": float(row["hours_used"]), "hours_advised": round(float(row["hours_advised"]), 1)},
        )
        for row in moved.to_dict("records")
    ]


def _value(indicators: pd.DataFrame, name: str, scope: str) -> float | None:
    rows = indicators[(indicators["name"] == name) & (indicators["scope"] == scope)]["value"].dropna()
    return None if rows.empty else float(rows.iloc[0])
