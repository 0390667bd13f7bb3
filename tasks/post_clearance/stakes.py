"""What is at stake in the declarations that a ground rests on."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from sql.jurisdiction import Organisation
from sql.queries import query
from sql.reference import organisation
from sql.stores import Stores
from sql.terms import UnitLevel


def with_stakes(stores: Stores, grounds: pd.DataFrame, as_of: date | None = None) -> pd.DataFrame:
    """Grounds with what a case needs to know of their declarations, by the organisation of `as_of` (today by default).

    Adds amount (recovered duty, else what is at stake in all goods items), currency of the installation, items (of the
    declaration, as mappings) and unit (regional customs of the office).
    """
    units = Organisation(organisation(as_of))
    items = _items(stores, grounds["declaration_id"].tolist())
    stakes = items.groupby("declaration_id")["at_stake"].sum()
    declared = grounds["declaration_id"].map(stakes).astype("float64").fillna(0.0)
    amount = grounds["recovered_duty"].astype("float64").fillna(declared)
    offices = grounds["office"].astype("str")
    unit = [units.at_level(office, UnitLevel.REGIONAL) or units.holder(office) for office in offices]
    return grounds.assign(
        amount=amount,
        currency=stores.lake.currency,
        items=grounds["declaration_id"].map(_by_declaration(items)),
        unit=pd.Series(unit, index=grounds.index, dtype="str"),
    )


def _by_declaration(items: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    """The items of each declaration, in their order; values that are missing are None."""
    known = items.astype("object").where(items.notna(), None)
    listed: dict[str, list[dict[str, Any]]] = {}
    for item in known.to_dict("records"):
        listed.setdefault(str(item.pop("declaration_id")), []).append({str(name): item[name] for name in item})
    return listed


def headings_of(stores: Stores, declarations: Sequence[str]) -> dict[str, str]:
    """The HS codes of the goods items of each declaration, joined by ;."""
    items = _items(stores, declarations).dropna(subset=["hs_code"])
    codes = items.groupby("declaration_id")["hs_code"].agg(lambda each: ";".join(each))
    return {str(name): str(joined) for name, joined in codes.items()}


def declared_of(stores: Stores, declarations: Sequence[str]) -> set[str]:
    """Those of the declarations that were lodged."""
    return set(_items(stores, declarations)["declaration_id"].astype("str"))


def items_of(stores: Stores, declarations: Sequence[str]) -> pd.DataFrame:
    """The goods items of declarations: declaration_id, item_number, hs_code, value, at_stake."""
    return _items(stores, declarations)


def _items(stores: Stores, declarations: Sequence[str]) -> pd.DataFrame:
    """The goods items of declarations with what is at stake in each, as `stakes_of_involved_items` gives them."""
    involved = pd.DataFrame({"declaration_id": pd.Series(list(dict.fromkeys(declarations)), dtype="str")})
    with stores.lake.connect("declarations", frames={"involved": involved}) as lake:
        return lake.execute(query("stakes_of_involved_items")).df()
