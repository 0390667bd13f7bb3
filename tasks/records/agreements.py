"""Membership of countries in agreements on preferential rates, by day."""

import pandas as pd


def holds_for(rows: pd.DataFrame, members: pd.DataFrame, agreement: str, country: str) -> "pd.Series[bool]":
    """Whether the country of each row is a member of its agreement on the day of lodgement.

    agreement, country: names of the columns of rows and members. rows: also lodged_on. members: also valid_from,
    valid_to, the first and last day of membership as text, missing where membership is unbounded.
    """
    declared = rows[[agreement, country, "lodged_on"]].reset_index(drop=True).reset_index(names="place")
    memberships = declared.merge(members.rename(columns={"country": country}), on=[agreement, country])
    before = memberships["lodged_on"] < pd.to_datetime(memberships["valid_from"])
    after = memberships["lodged_on"].dt.normalize() > pd.to_datetime(memberships["valid_to"])
    return pd.Series(declared["place"].isin(memberships.loc[~before & ~after, "place"]).to_numpy(), index=rows.index)
