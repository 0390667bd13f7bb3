"""Columns of every table of the lake, in the terms of the published formats."""

import pyarrow as pa

_TEXTS = pa.list_(pa.string())

DECLARATIONS = pa.schema(
    [
        ("declaration_id", pa.string()),
        ("lodged_on", pa.date32()),
        ("office", pa.string()),  # unit code
        ("process_type", pa.string()),
        ("import_type", pa.string()),
        ("import_use", pa.string()),
        ("payment_type", pa.string()),
        ("transport_mode", pa.string()),
        ("declarant", pa.string()),
        ("importer", pa.string()),
        ("seller", pa.string()),
        ("courier", pa.string()),
        ("hs_code", pa.string()),
        ("country_of_departure", pa.string()),
        ("country_of_origin", pa.string()),
        ("duty_rate", pa.float64()),  # %
        ("duty_type", pa.string()),
        ("origin_mark", pa.string()),
        ("net_mass", pa.float64()),  # kg
        ("item_value", pa.float64()),  # currency of the source
        ("direction", pa.string()),  # import, export
        ("trade_mode", pa.string()),
        ("enterprise_category", pa.string()),
        ("licences", _TEXTS),
        ("containers", _TEXTS),
        ("route", _TEXTS),
        ("manual_number", pa.string()),
        ("quantity", pa.float64()),
        ("unit", pa.string()),  # of quantity
        ("currency", pa.string()),
        ("goods_description", pa.string()),
        ("batch", pa.string()),  # key of the collection batch it came with
    ]
)
_OUTCOME = [
    ("declaration_id", pa.string()),
    ("inspected_on", pa.date32()),
    ("violation", pa.string()),  # none, violation, critical
    ("kind", pa.string()),
    ("recovered_duty", pa.float64()),
    ("officer_hours", pa.float64()),
]
OUTCOMES = pa.schema([*_OUTCOME, ("batch", pa.string())])
DECISIONS = pa.schema(
    [
        ("declaration_id", pa.string()),
        ("business_day", pa.date32()),
        ("office", pa.string()),
        ("importer", pa.string()),
        ("lane", pa.string()),
        ("demanded_lane", pa.string()),  # what parameters and rating asked for before capacity and caps
        ("parameters", pa.string()),  # codes hit, sorted, joined by ;
        ("rating", pa.float64()),
        ("rating_reasons", pa.string()),
        ("selected_by", pa.string()),  # parameter, rating, chance; NULL where not selected for inspection
        ("selection_probability", pa.float64()),
        ("advice", pa.string()),  # "High risk! Targeted check!" with what and why, or "OK"
        ("batch", pa.string()),  # key of the screening batch
    ]
)
OFFICER_ACTIONS = pa.schema(
    [
        ("action_id", pa.string()),
        ("declaration_id", pa.string()),
        ("office", pa.string()),
        ("officer", pa.string()),
        ("action", pa.string()),  # entered, approved, released, inspection_waived, result_changed, looked_up
        ("happened_at", pa.timestamp("s")),
        ("reason", pa.string()),
        ("batch", pa.string()),
    ]
)
MANUAL_MOVEMENTS = pa.schema(
    [
        ("movement_id", pa.string()),
        ("manual_number", pa.string()),
        ("moved_on", pa.date32()),
        ("movement", pa.string()),  # import, export, home_sale, scrap
        ("quantity", pa.float64()),  # kg
        ("declaration_id", pa.string()),
        ("batch", pa.string()),
    ]
)
MANIFESTS = pa.schema(
    [
        ("bill_number", pa.string()),
        ("office", pa.string()),
        ("arrived_on", pa.date32()),
        ("declaration_id", pa.string()),  # NULL while nobody declared it
        ("container", pa.string()),
        ("manifest_mass", pa.float64()),  # kg
        ("seal_on_manifest", pa.string()),
        ("seal_found", pa.string()),
        ("batch", pa.string()),
    ]
)
AMENDMENTS = pa.schema(
    [
        ("amendment_id", pa.string()),
        ("declaration_id", pa.string()),
        ("office", pa.string()),
        ("amended_on", pa.date32()),
        ("column_name", pa.string()),
        ("value_before", pa.string()),
        ("value_after", pa.string()),
        ("after_selection", pa.bool_()),
        ("batch", pa.string()),
    ]
)
TRUTH = pa.schema(
    [
        ("declaration_id", pa.string()),
        ("lodged_on", pa.date32()),
        ("pattern", pa.string()),  # planted pattern, NULL where nothing was planted
        ("priority", pa.string()),
        ("violation", pa.string()),
        ("evaded_duty", pa.float64()),
    ]
)

SCHEMAS: dict[str, pa.Schema] = {
    "declarations": DECLARATIONS,
    "outcomes": OUTCOMES,
    "sealed_outcomes": OUTCOMES,
    "decisions": DECISIONS,
    "officer_actions": OFFICER_ACTIONS,
    "manual_movements": MANUAL_MOVEMENTS,
    "manifests": MANIFESTS,
    "amendments": AMENDMENTS,
    "truth": TRUTH,
}

# What only an inspection may learn, and what only a measurement of detectors may: never features, never screened by.
SEALED = frozenset({"sealed_outcomes", "truth"})
