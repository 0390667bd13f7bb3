"""Inspections with results that feedback is tried on."""

import pandas as pd


def inspections(count: int, violated: int, **told: object) -> pd.DataFrame:
    """`count` inspections that chance asked for in the low lane, the first `violated` of them with a violation."""
    usual: dict[str, object] = {
        "office": "SHA1",
        "traffic": "sea_port",
        "sub_center": "SH",
        "lane": "low",
        "selected_by": "chance",
        "selection_probability": 0.02,
        "parameters": "",
        "rating": float("nan"),
        "requested_on": pd.Timestamp("2021-01-04"),
        "inspected_on": pd.Timestamp("2021-01-06"),
        "recovered_duty": float("nan"),
        "officer_hours": float("nan"),
        "violated": [number < violated for number in range(count)],
    }
    return pd.DataFrame(usual | told, index=pd.RangeIndex(count))


def together(*parts: pd.DataFrame) -> pd.DataFrame:
    """Inspections with numbers for identifiers."""
    table = pd.concat(parts, ignore_index=True)
    return table.assign(declaration_id=[f"D{number:04d}" for number in range(len(table))])


def lanes(office: str = "SHA1", **counts: int) -> pd.DataFrame:
    """Decisions of an office: so many of each lane."""
    given = [lane for lane, count in counts.items() for _ in range(count)]
    frame = pd.DataFrame({"lane": given}, dtype="str")
    return frame.assign(office=office, declaration_id=[f"L{number:04d}" for number in range(len(given))])


def value(indicators: pd.DataFrame, name: str, scope: str = "national") -> float:
    """One figure of a table of indicators."""
    rows = indicators[(indicators["name"] == name) & (indicators["scope"] == scope)]
    return float(rows["value"].astype("float64").iloc[0])
