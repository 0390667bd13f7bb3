"""Brand goods in small consignments from unknown sellers."""

import pandas as pd

from sql.messages import messages, msgid
from sql.terms import Method, Priority, ResultKind
from tasks.analysis.counting import one_per_declaration
from tasks.analysis.method import AnalysisInput, Detector, findings_of, with_sensitive
from tasks.records.membership import is_among

SMALL_SHARE = 0.35  # of the past consignments of the same heading, the lightest
_PRICED = msgid(
    "{label:capitalized}: {declarations} small consignments from a seller without record, unit value {unit_value:,.0f} "
    "{currency} per kg against {peer_unit_value:,.0f} of peers."
)
_UNPRICED = msgid("{label:capitalized}: {declarations} small consignments from a seller without record.")


def find(given: AnalysisInput) -> pd.DataFrame:
    """Importers and goods: small consignments of brand-sensitive goods from exposed countries and a new seller.

    A consignment is a declaration with all its items; it is small compared with past ones of the same heading. A low
    unit value raises the score.
    """
    recent = with_sensitive(given.recent, given.sensitive, Priority.IPR)
    mass = one_per_declaration(given.past, "hs4").groupby("hs4")["total_net_mass"].quantile(SMALL_SHARE)
    price = given.past[given.past["unit_value"] > 0].groupby("hs4")["unit_value"].median()
    exposed = given.routes.loc[given.routes["priority"] == Priority.IPR, "country"]
    recent = recent.assign(
        net_mass=recent["total_net_mass"],
        small_mass=recent["hs4"].map(mass).astype("float64"),
        peer_unit_value=recent["hs4"].map(price).astype("float64"),
    )
    from_exposed = recent["country_of_origin"].isin(exposed) | recent["country_of_departure"].isin(exposed)
    unknown = ~is_among(recent["seller"], given.past["seller"].dropna())
    rows = recent[from_exposed & unknown & (recent["net_mass"] <= recent["small_mass"])]
    cheap = (1 - rows["unit_value"] / rows["peer_unit_value"]).clip(0, 1).fillna(0)
    return findings_of(
        rows,
        ["importer", "hs_code"],
        score=0.5 + 0.5 * cheap,
        statement=lambda table: messages(
            (table["unit_value"].notna() & table["peer_unit_value"].notna()).map({True: _PRICED, False: _UNPRICED}),
            table,
            words=["label"],
        ),
        compared=["label", "unit_value", "peer_unit_value", "net_mass", "small_mass"],
        currency=given.currency,
    )


DETECTORS = (
    Detector(
        name="sensitive_small_consignments",
        method=Method.HORIZONTAL_ANALOGY,
        priority=Priority.IPR,
        law_or_practice="Regulations on Customs Protection of Intellectual Property Rights",
        result=ResultKind.INSTRUCTION,
        what_to_check="Examine marks and packing; ask for proof of authorisation; notify the right holder",
        department="IPR protection",
        find=find,
    ),
)
