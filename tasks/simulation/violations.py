"""The planted violations: patterns, and a background of violations without a pattern."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from sql.terms import Priority
from tasks.simulation.goods import Goods
from tasks.simulation.importers import Importers
from tasks.simulation.plan import Columns, SimulationPlan
from tasks.simulation.planting import controlled, enterprises, offices, origins, surges, values
from tasks.simulation.planting.cases import Cases

BACKGROUND = 0.009
Choose = Callable[[SimulationPlan, Columns, np.ndarray, int, np.random.Generator], np.ndarray]
Plant = Callable[[Cases], np.ndarray]


@dataclass(frozen=True)
class Pattern:
    """One planted pattern: its share of all declarations, and how rows become cases of it.

    A case is one goods item, the lead of its declaration. `plant` changes the rows of the cases and returns the duty
    that each of them evades. `in_offenders`: share of the cases that the pattern's offenders commit; `offenders_rate`:
    share of an offender's declarations that are cases. `choose` picks the cases of a pattern that does not depend on
    importers. `every_item`: the duty rate from which on the other items of the declaration are cases, too; none where
    the lead alone is. `alone`: whether the declaration has no other item.
    """

    name: str
    priority: Priority
    share: float
    kind: str
    critical: float
    plant: Plant
    in_offenders: float = 0.8
    offenders_rate: float = 0.45
    choose: Choose | None = None
    every_item: float | None = None
    alone: bool = False


_OF_IMPORTS = (
    Pattern("undervaluation", Priority.REVENUE, 0.0070, "value", 0.0, values.undervalue),
    Pattern("misclassification", Priority.REVENUE, 0.0045, "classification", 0.0, values.misclassify),
    Pattern("false_origin", Priority.REVENUE, 0.0045, "origin", 0.0, origins.claim_false_origin),
    Pattern("splitting", Priority.REVENUE, 0.0030, "value", 0.0, values.split, alone=True),
    Pattern("weight_value_mismatch", Priority.REVENUE, 0.0025, "quantity", 0.0, values.mismatch),
    Pattern("licence_missing", Priority.SECURITY, 0.0022, "licence", 0.5, controlled.omit_licence),
    Pattern("new_sensitive_route", Priority.SECURITY, 0.0010, "dual_use", 0.4, controlled.divert),
    Pattern("sensitive_brand_goods", Priority.IPR, 0.0030, "counterfeit", 0.1, controlled.counterfeit, alone=True),
    Pattern("concealment_route", Priority.DRUGS, 0.0012, "narcotics", 0.9, controlled.conceal),
    Pattern("dormant_revived", Priority.REVENUE, 0.0020, "value", 0.0, enterprises.revive),
    Pattern("associate_of_offender", Priority.REVENUE, 0.0025, "value", 0.0, enterprises.associate),
    Pattern(
        "low_price_level", Priority.REVENUE, 0.0030, "value", 0.0, values.keep_prices_low, 1.0, 1.0, every_item=0.0
    ),
    Pattern("surge", Priority.REVENUE, 0.0030, "origin", 0.0, surges.evade_extra_duty, 0.0),
    Pattern(
        "duty_shortfall",
        Priority.REVENUE,
        0.0030,
        "rate",
        0.0,
        offices.levy_too_little,
        choose=offices.weeks_of_offices,
        every_item=offices.LEAST_RATE,
    ),
)
# Planted apart from the others, with chance of its own: they leave exports as they are.
FORGED_LICENCE = Pattern(
    "forged_export_licence",
    Priority.SECURITY,
    0.0012,
    "licence",
    0.4,
    controlled.forge_export_licence,
    choose=controlled.weeks_of_exports,
)
PATTERNS = (*_OF_IMPORTS, FORGED_LICENCE)


@dataclass(frozen=True)
class Planted:
    """Per item: pattern (None without), priority, kind, violation, evaded duty; per importer: offender.

    kept: the items that stay, where a case is alone in its declaration.
    """

    pattern: np.ndarray
    priority: np.ndarray
    kind: np.ndarray
    violation: np.ndarray
    evaded_duty: np.ndarray
    kept: np.ndarray
    offender: np.ndarray

    def take(self, rows: np.ndarray) -> "Planted":
        """The same of some items."""
        of_items = ("pattern", "priority", "kind", "violation", "evaded_duty", "kept")
        return replace(self, **{name: getattr(self, name)[rows] for name in of_items})


def plant_violations(plan: SimulationPlan, goods: Goods, importers: Importers, columns: Columns) -> Planted:
    """Turn items of a share of the honest declarations into violations; changes `columns`."""
    chance = plan.chance(3)
    count = len(columns["day"])
    planted = Planted(
        pattern=np.full(count, None, dtype=object),
        priority=np.full(count, None, dtype=object),
        kind=np.full(count, None, dtype=object),
        violation=np.full(count, "none", dtype=object),
        evaded_duty=np.zeros(count),
        kept=np.ones(count, dtype=bool),
        offender=np.zeros(len(importers.names), dtype=bool),
    )
    free = columns["lead"] & (columns["direction"] == "import")
    free &= columns["trade_mode"] == "0110"
    per_importer = np.bincount(columns["importer_place"][free], minlength=len(importers.names))
    may_offend = np.isin(importers.categories, ["B", "C", "D"]) & (per_importer >= 4)
    order = chance.permutation(np.flatnonzero(may_offend & (per_importer < max(40, plan.declarations // 150))))
    columns["guilty"] = np.zeros(count, dtype=bool)
    for pattern in _OF_IMPORTS:
        number = max(8, round(plan.declarations * pattern.share))
        if pattern.choose is not None:
            rows = pattern.choose(plan, columns, free, number, chance)
        else:
            needed = number * pattern.in_offenders / pattern.offenders_rate
            taken = int(np.searchsorted(np.cumsum(per_importer[order]), needed)) + 1 if needed else 0
            offenders, order = order[:taken], order[taken:]
            planted.offender[offenders] = True
            rows = _chosen(chance, columns["importer_place"], free, offenders, number, pattern.in_offenders)
        free[rows] = False
        columns["guilty"][rows] = True
        if pattern.alone:
            planted.kept[np.isin(columns["declaration"], columns["declaration"][rows]) & ~columns["lead"]] = False
        if pattern.every_item is not None:
            rows = _every_item(columns, rows, pattern.every_item)
        _plant(pattern, Cases(plan, goods, importers, columns, rows, chance), planted)
    _background(chance, columns, planted)
    chance = plan.chance(16)
    number = max(8, round(plan.declarations * FORGED_LICENCE.share))
    free = columns["lead"] & (planted.violation == "none")
    rows = controlled.weeks_of_exports(plan, columns, free, number, chance)
    _plant(FORGED_LICENCE, Cases(plan, goods, importers, columns, rows, chance), planted)
    return planted


def _plant(pattern: Pattern, cases: Cases, planted: Planted) -> None:
    rows = cases.rows
    evaded = pattern.plant(cases)
    planted.pattern[rows] = pattern.name
    planted.priority[rows] = pattern.priority.value
    planted.kind[rows] = pattern.kind
    planted.violation[rows] = np.where(cases.chance.random(len(rows)) < pattern.critical, "critical", "violation")
    planted.evaded_duty[rows] = np.round(np.maximum(evaded, 0), 2)


def _chosen(
    chance: np.random.Generator,
    importer: np.ndarray,
    free: np.ndarray,
    offenders: np.ndarray,
    number: int,
    in_offenders: float,
) -> np.ndarray:
    theirs = np.flatnonzero(free & np.isin(importer, offenders))
    first = chance.permutation(theirs)[: round(number * in_offenders)]
    left = free.copy()
    left[first] = False
    others = chance.permutation(np.flatnonzero(left))[: number - len(first)]
    return np.sort(np.concatenate([first, others]))


def _every_item(columns: Columns, leads: np.ndarray, least_rate: float) -> np.ndarray:
    """All items, of at least this duty rate, of the declarations of the leads."""
    theirs = np.isin(columns["declaration"], columns["declaration"][leads])
    rows: np.ndarray = np.flatnonzero(theirs & (columns["lead"] | (columns["ordinary_rate"] >= least_rate)))
    return rows


def _background(chance: np.random.Generator, columns: Columns, planted: Planted) -> None:
    honest = (planted.violation == "none") & columns["lead"] & (chance.random(len(planted.violation)) < BACKGROUND)
    rows = np.flatnonzero(honest)
    kinds = np.array(["documents", "quantity", "classification", "value"], dtype=object)
    planted.kind[rows] = kinds[chance.integers(0, len(kinds), len(rows))]
    planted.violation[rows] = "violation"
    planted.priority[rows] = Priority.REVENUE.value
    duty = columns["item_value"][rows] * columns["ordinary_rate"][rows] / 100
    planted.evaded_duty[rows] = np.round(duty * chance.uniform(0, 0.15, len(rows)), 2)
