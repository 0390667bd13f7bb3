"""What steers on a business day beside the rating: parameters, requests of handling, and what is held back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from sql.jurisdiction import Organisation
from sql.register.tables import RiskParameter
from sql.stores import Stores
from tasks.clearance.inspections.inspection_requests import open_requests
from tasks.parameters.active import parameters_in_force, readable
from tasks.parameters.matching import MatchedParameter
from tasks.parameters.published_format import Parameter
from tasks.parameters.suppression import suppressions_on


@dataclass(frozen=True)
class Steering:
    """Everything that can hit on a day.

    versions: of the parameter center. parameters: those that can be read, and the open requests. unreadable: reasons by
    key. limits: parameter, left. suppressed: parameter, importer.
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
        """What a hit demands: parameter (its code), lane, reason, instruction."""
        return meaning_of([each.parameter for each in self.parameters])


def steering_on(stores: Stores, day: date, units: Organisation) -> Steering:
    """What steers on `day`."""
    versions = parameters_in_force(stores, day)
    readable_ones, unreadable = readable(versions)
    wanted = open_requests(stores, day, units)
    parameters = [*readable_ones, *wanted.parameters]
    return Steering(versions, parameters, unreadable, wanted.limits, suppressions_on(stores, day))


def meaning_of(parameters: Sequence[Parameter]) -> pd.DataFrame:
    """What a hit of each parameter demands: parameter (its code), lane, reason, instruction."""
    return pd.DataFrame(
        {
            "parameter": [each.code for each in parameters],
            "lane": [each.lane.value for each in parameters],
            "reason": [each.reason for each in parameters],
            "instruction": [each.instruction for each in parameters],
        }
    ).astype("str")
