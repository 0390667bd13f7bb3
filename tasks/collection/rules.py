"""What the rows of each kind of content must satisfy to be taken in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd
import pandera.pandas as pa

from sql.reference import country_codes
from sql.terms import InformationKind, Priority, Violation

_EARLIEST, _LATEST = pd.Timestamp("2000-01-01"), pd.Timestamp("2099-12-31")


@dataclass(frozen=True)
class ContentRules:
    """Rules of one kind of content.

    `key`: identifying column, whose repetition is refused. `checks`: per column, checks with reasons in words.
    `numbers`, `dates`, `lists`, `flags` (true or false): columns to convert. `past`: dates of what has happened, which
    cannot lie in the future. `required`: columns that no row may leave empty.
    """

    key: str
    required: tuple[str, ...]
    numbers: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    past: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    checks: Mapping[str, tuple[pa.Check, ...]] = field(default_factory=dict)

    @property
    def converted(self) -> frozenset[str]:
        """Columns that are no text."""
        return frozenset((*self.numbers, *self.dates, *self.lists, *self.flags))


def _known(values: Iterable[str], reason: str) -> pa.Check:
    return pa.Check.isin(sorted(values), error=reason)


_COUNTRY = (_known(country_codes(), "is no ISO 3166 country code"),)
_DATE = (pa.Check.in_range(_EARLIEST, _LATEST, error="is no possible date"),)
_NOT_NEGATIVE = (pa.Check.ge(0, error="is negative"),)

RULES: dict[str, ContentRules] = {
    "declarations": ContentRules(
        key="declaration_id",
        required=("declaration_id", "lodged_on", "office", "importer", "hs_code"),
        numbers=("duty_rate", "net_mass", "item_value", "quantity"),
        dates=("lodged_on",),
        past=("lodged_on",),
        lists=("licences", "containers", "route"),
        checks={
            "lodged_on": _DATE,
            "hs_code": (pa.Check.str_matches(r"^\d{6}(\d{2}){0,2}$", error="is no HS code of 6, 8 or 10 digits"),),
            "country_of_departure": _COUNTRY,
            "country_of_origin": _COUNTRY,
            "duty_rate": _NOT_NEGATIVE,
            "net_mass": _NOT_NEGATIVE,
            "item_value": _NOT_NEGATIVE,
            "quantity": _NOT_NEGATIVE,
        },
    ),
    "outcomes": ContentRules(
        key="declaration_id",
        required=("declaration_id", "violation"),
        numbers=("recovered_duty", "officer_hours"),
        dates=("inspected_on",),
        past=("inspected_on",),
        checks={
            "violation": (_known(Violation, "is neither none, violation nor critical"),),
            "inspected_on": _DATE,
            "recovered_duty": _NOT_NEGATIVE,
            "officer_hours": _NOT_NEGATIVE,
        },
    ),
    "officer_actions": ContentRules(
        key="action_id",
        required=("action_id", "declaration_id", "office", "officer", "action", "happened_at"),
        dates=("happened_at",),
        past=("happened_at",),
        checks={"happened_at": _DATE},
    ),
    "manual_movements": ContentRules(
        key="movement_id",
        required=("movement_id", "manual_number", "moved_on", "movement"),
        numbers=("quantity",),
        dates=("moved_on",),
        past=("moved_on",),
        checks={
            "moved_on": _DATE,
            "quantity": _NOT_NEGATIVE,
            "movement": (_known(("import", "export", "home_sale", "scrap"), "is no movement of a manual"),),
        },
    ),
    "manifests": ContentRules(
        key="bill_number",
        required=("bill_number", "office", "arrived_on"),
        numbers=("manifest_mass",),
        dates=("arrived_on",),
        past=("arrived_on",),
        checks={"arrived_on": _DATE, "manifest_mass": _NOT_NEGATIVE},
    ),
    "amendments": ContentRules(
        key="amendment_id",
        required=("amendment_id", "declaration_id", "office", "amended_on"),
        dates=("amended_on",),
        past=("amended_on",),
        flags=("after_selection",),
        checks={"amended_on": _DATE},
    ),
    "information": ContentRules(
        key="key",
        required=(
            *("key", "kind", "source", "reliability", "priority", "subject_kind", "subject", "summary"),
            *("received_on", "valid_to", "unit"),
        ),
        dates=("received_on", "valid_to"),
        past=("received_on",),
        checks={
            "kind": (_known(InformationKind, "is no kind of risk information"),),
            "priority": (_known(Priority, "is no priority"),),
            "reliability": (_known("ABCDEF", "is no reliability grade from A to F"),),
        },
    ),
    "manuals": ContentRules(
        key="number",
        required=(
            *("number", "enterprise", "office", "hs_code", "opened_on", "expires_on", "imported_quantity"),
            *("exported_quantity", "unit_consumption", "scrap_share", "duty_suspended"),
        ),
        numbers=("imported_quantity", "exported_quantity", "unit_consumption", "scrap_share", "duty_suspended"),
        dates=("opened_on", "expires_on", "written_off_on", "last_export_on"),
        past=("opened_on", "written_off_on", "last_export_on"),
        checks={
            "imported_quantity": _NOT_NEGATIVE,
            "exported_quantity": _NOT_NEGATIVE,
            "unit_consumption": _NOT_NEGATIVE,
            "scrap_share": _NOT_NEGATIVE,
            "duty_suspended": _NOT_NEGATIVE,
        },
    ),
}
