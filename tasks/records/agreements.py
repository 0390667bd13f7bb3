"""Which countries an agreement on preferential rates holds for, on which days."""

import pandas as pd


def holds_for(rows: pd.DataFrame, members: pd.DataFrame, agreement: str, country: str) -> "pd.Series[bool]":
    """Whether each of `rows` names a member of its agreement on the day it was lodged.

    agreement, country: columns of rows and members, by name. rows: with these and lodged_on. members: with these and
    valid_from, valid_to, the first and last day of membership as text, missing where there is no such bound.
    """
    asked = rows[[agreement, country, "lodged_on"]].reset_index(drop=True).reset_index(names="place")
    named = asked.merge(members.rename(columns={"country": country}), on=[agreement, country])
    before = named["lodged_on"] < pd.to_datetime(named["valid_from"])
    after = named["lodged_on"].dt.normalize() > pd.to_datetime(named["valid_to"])
    return pd.Series(asked["place"].isin(named.loc[~before & ~after, "place"]).to_numpy(), index=rows.index)
