"""Codes of inspection requests from risk handling: they appear beside parameter codes, and no parameter has one."""

import pandas as pd

MARK = "REQUEST-"


def are_requests(codes: "pd.Series[str]") -> "pd.Series[bool]":
    """Which codes are of requests and not of parameters."""
    return codes.astype("str").str.startswith(MARK)


def by_measure(codes: "pd.Series[str]") -> "pd.Series[str]":
    """Codes of requests, one per subject, cut to that of their measure: REQUEST-<measure>; others as they are."""
    return codes.astype("str").str.replace(rf"^({MARK}[0-9a-f]+)-\d+$", r"\1", regex=True)
