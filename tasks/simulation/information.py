"""Risk information: monthly notices of the regional units, and tip-offs, some of them true."""

import numpy as np
import pandas as pd

from sql.reference import reference_table, seed_organisation
from tasks.simulation.importers import Importers
from tasks.simulation.plan import SimulationPlan, numbered
from tasks.simulation.violations import Planted

_MISSED = 0.04  # share of monthly reports that never come
_TIPPED, _FALSE_TIPS = 0.15, 0.01  # shares of offenders, and of honest importers, with a tip-off


def risk_information(plan: SimulationPlan, importers: Importers, planted: Planted) -> pd.DataFrame:
    """Items in the columns of the information module, by the day they were received."""
    chance = plan.chance(11)
    items = pd.concat([_notices(plan, chance), _tips(plan, chance, importers, planted)], ignore_index=True)
    items = items.sort_values(["received_on", "unit", "subject", "kind"], ignore_index=True)
    items.insert(0, "key", pd.Series(numbered("INFO", len(items)), dtype="str"))
    return items.assign(valid_to=items["received_on"] + pd.Timedelta(days=180))


def _notices(plan: SimulationPlan, chance: np.random.Generator) -> pd.DataFrame:
    units = seed_organisation()
    regional = units.loc[units["level"] == "regional", "code"].to_numpy(dtype=object)
    months = pd.date_range(plan.first_day, plan.last_day, freq="MS")
    unit, month = np.repeat(regional, len(months)), np.tile(months.to_numpy(), len(regional))
    kept = chance.random(len(unit)) >= _MISSED
    unit, month = unit[kept], month[kept]
    received = pd.Series(month) + pd.to_timedelta(chance.integers(0, 5, len(unit)), unit="D")
    sensitive = reference_table("sensitive_commodities")
    place = chance.integers(0, len(sensitive), len(unit))
    rows = sensitive.iloc[place].reset_index(drop=True)
    return pd.DataFrame(
        {
            "kind": np.where(chance.random(len(unit)) < 0.5, "seizure_notice", "agency_notice"),
            "source": "Monthly risk information of " + pd.Series(unit, dtype="str"),
            "reliability": np.array(["A", "B", "C"], dtype=object)[chance.integers(0, 3, len(unit))],
            "priority": rows["priority"],
            "subject_kind": "hs_code",
            "subject": rows["hs_prefix"],
            "summary": "Findings of other offices in " + rows["label"],
            "received_on": received,
            "unit": unit,
        }
    )


def _tips(plan: SimulationPlan, chance: np.random.Generator, importers: Importers, planted: Planted) -> pd.DataFrame:
    likelihood = np.where(planted.offender, _TIPPED, _FALSE_TIPS)
    places = np.flatnonzero(chance.random(len(likelihood)) < likelihood)
    units = seed_organisation()
    regions = dict(zip(units["code"], units["parent"], strict=True))
    received = pd.Timestamp(plan.first_day) + pd.to_timedelta(chance.integers(0, plan.days, len(places)), unit="D")
    intelligence = chance.random(len(places)) < 0.3
    return pd.DataFrame(
        {
            "kind": np.where(intelligence, "intelligence", "tip_off"),
            "source": np.where(intelligence, "Anti-smuggling bureau", "Anonymous letter"),
            "reliability": np.where(intelligence, "B", "D"),
            "priority": "revenue",
            "subject_kind": "importer",
            "subject": importers.names[places],
            "summary": "Said to declare values below those paid",
            "received_on": received,
            "unit": [regions[str(office)] for office in importers.offices[places]],
        }
    )
