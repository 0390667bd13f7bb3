"""Everything that can hit on a business day: active parameters, requests of handling, limits and suppressions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from sql.jurisdiction import Organisation
from sql.register.tables import RiskParameter
from sql.stores import Stores
from tasks.clearance.inspections.inspection_requests import open_requests
from tasks.parameters.active import active_parameters, readable
from tasks.parameters.matching import MatchedParameter
from tasks.parameters.published_format import Parameter
from tasks.parameters.suppression import suppressions_on


@dataclass(frozen=True)
class ActiveParameters:
    """Everything that can hit on a day.

    versions: active in the parameter center. parameters: the readable ones, and the open requests. unreadable: reasons
    by key. limits: parameter, left. suppressed: parameter, importer.
    """

    versions: Sequence[RiskParameter]
    parameters: Sequence[MatchedParameter]
    unreadable: dict[str, str]
    limits: pd.DataFrame
    suppressed: pd.DataFrame

    @property
    def owners(self) -> dict[str, str]:
        """Owning unit by the key of each version."""
        return {version.key: version.owner for version in self.versions}

    @property
    def meaning(self) -> pd.DataFrame:
        """The demands of a hit: parameter (its code), lane, reason, instruction."""
        return meaning_of([each.parameter for each in self.parameters])


def active_parameters_on(stores: Stores, day: date, units: Organisation) -> ActiveParameters:
    """Everything that can hit on `day`."""
    versions = active_parameters(stores, day)
    readable_ones, unreadable = readable(versions)
    requests = open_requests(stores, day, units)
    parameters = [*readable_ones, *requests.parameters]
    return ActiveParameters(versions, parameters, unreadable, requests.limits, suppressions_on(stores, day))


def meaning_of(parameters: Sequence[Parameter]) -> pd.DataFrame:
    """The demands of a hit of each parameter: parameter (its code), lane, reason, instruction."""
    return pd.DataFrame(
        {
            "parameter": [each.code for each in parameters],
            "lane": [each.lane.value for each in parameters],
            "reason": [each.reason for each in parameters],
            "instruction": [each.instruction for each in parameters],
        }
    ).astype("str")
