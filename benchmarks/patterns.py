"""The share of planted violations that detectors find at their capacity, beside the rating alone."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd

from benchmarks.worlds import input_at, strongest
from tasks.analysis.method import AnalysisInput, Detector, detectors
from tasks.analysis.request import FOCUS_DAYS, AnalysisRequest
from tasks.rating import train_rating
from tasks.records.membership import is_among
from tasks.simulation.world import SimulationPlan, simulate

DETECTOR_OF = {
    "undervaluation": "undervaluation",
    "misclassification": "misclassification",
    "false_origin": "false_origin",
    "splitting": "splitting",
    "weight_value_mismatch": "weight_value_mismatch",
    "dormant_revived": "dormant_revived",
    "associate_of_offender": "associates_of_offenders",
    "low_price_level": "importer_price_level",
    "surge": "surge",
    "duty_shortfall": "duty_by_volume",
    "licence_missing": "licence_missing",
    "new_sensitive_route": "new_sensitive_route",
    "sensitive_brand_goods": "sensitive_small_consignments",
    "concealment_route": "concealment_route",
    "forged_export_licence": "unlicensed_exporter",
}
GENERIC = "rated_importers_revenue"
SEEDS, DECLARATIONS, ANALYSES = (1, 2, 3, 4, 5), 100_000, 3
LIMITS = {
    "undervaluation": "Capacity binds: there are more subjects than places, and half of them go to associates "
    "and revived enterprises, who undervalue too.",
    "weight_value_mismatch": "Two in five cases declare too much mass: they are found as undervaluation.",
    "associate_of_offender": "As much as the rating alone, which knows sellers too: only what an inspection found "
    "makes an offender, and one declaration in seventeen is inspected. But the detector names the offender.",
    "low_price_level": "Few of these importers declare within the four weeks; before them stand associates and revived "
    "enterprises, whose prices are lower.",
    "splitting": "In a small world of 40,000 declarations the rating alone finds one case of 25 more.",
    "duty_shortfall": "A week of a small office varies too much by itself.",
}


def measure_patterns(
    seeds: Sequence[int] = SEEDS, declarations: int = DECLARATIONS, analyses: int = ANALYSES
) -> pd.DataFrame:
    """Recall and precision of the detector of each pattern, and of the generic model, over worlds of these seeds.

    Each world has 15 months: the rating learns from inspections of the first twelve, and the last three are analysed
    in periods of four weeks. recall: share of the pattern's declarations that findings within capacity rest on.
    precision: share of these findings' declarations that violate, by whatever pattern. generic_recall: the better of
    as many declarations, rated highest, and of the importers rated highest, as many as capacity allows.
    Returns one row per pattern: pattern, detector, cases, recall, lowest_recall (of a seed), precision, generic_recall.
    """
    counted = pd.concat([_counted(seed, declarations, analyses) for seed in seeds])
    sums = counted.groupby("pattern").sum(numeric_only=True)
    by_seed = counted.groupby(["pattern", "seed_of_world"]).sum(numeric_only=True)
    lowest = (by_seed["found"] / by_seed["cases"].clip(lower=1)).groupby("pattern").min()
    generic = np.maximum(sums["highest_rated"], sums["by_rated_importers"]) / sums["cases"]
    table = pd.DataFrame(
        {
            "detector": pd.Series(DETECTOR_OF),
            "cases": sums["cases"],
            "recall": sums["found"] / sums["cases"],
            "lowest_recall": lowest,
            "precision": sums["right"] / sums["claimed"].clip(lower=1),
            "generic_recall": generic,
        }
    )
    return table.loc[list(DETECTOR_OF)].rename_axis("pattern").reset_index()


def report() -> str:
    """The table in Markdown, with the limits of a detector."""
    table = measure_patterns()
    lines = [
        "| pattern | detector | cases | recall | lowest of a seed | precision | rating alone | what limits it |",
        "|---|---|---:|---:|---:|---:|---:|---|",
    ]
    for row in table.to_dict("records"):
        shares = [f"{row[name]:.2f}" for name in ("recall", "lowest_recall", "precision", "generic_recall")]
        cells = [str(row["pattern"]), str(row["detector"]), f"{row['cases']:,.0f}", *shares]
        lines.append("| " + " | ".join([*cells, LIMITS.get(str(row["pattern"]), "")]) + " |")
    return "\n".join(lines)


def _counted(seed: int, declarations: int, analyses: int) -> pd.DataFrame:
    """Per analysis and pattern: cases, claimed, right, found, and what the generic model finds of the pattern."""
    plan = SimulationPlan(seed, declarations, date(2020, 1, 1), date(2021, 3, 31), date(2021, 1, 1))
    world = simulate(plan)
    eve = plan.screened_from - timedelta(days=1)
    rating = train_rating(world.declarations, world.outcomes, eve, seed)
    by_name = {detector.name: detector for detector in detectors()}
    truth = world.truth.set_index("declaration_id")
    rows = []
    for number in range(analyses):
        analysis_input = input_at(world, eve + timedelta(days=FOCUS_DAYS * (number + 1)), rating)
        recent = analysis_input.recent.drop_duplicates("declaration_id")
        planted = truth.loc[recent["declaration_id"]]
        violates = planted["violation"].ne("none").to_numpy()
        highest = np.argsort(-recent["probability"].to_numpy(), kind="stable")
        rated = _claimed(by_name[GENERIC], analysis_input)
        for pattern, name in DETECTOR_OF.items():
            case = (planted["pattern"] == pattern).to_numpy()
            claimed = _claimed(by_name[name], analysis_input)
            rows.append(
                {
                    "pattern": pattern,
                    "seed_of_world": seed,
                    "cases": case.sum(),
                    "claimed": claimed.sum(),
                    "right": (claimed & violates).sum(),
                    "found": (claimed & case).sum(),
                    "highest_rated": case[highest[: claimed.sum()]].sum(),
                    "by_rated_importers": (rated & case).sum(),
                }
            )
    return pd.DataFrame(rows)


def _claimed(detector: Detector, analysis_input: AnalysisInput) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    """Whether a finding within capacity rests on each recent declaration."""
    claimed = strongest(detector, analysis_input, AnalysisRequest().capacity)["declaration_ids"].explode().dropna()
    return is_among(analysis_input.recent["declaration_id"].drop_duplicates(), claimed).to_numpy()
