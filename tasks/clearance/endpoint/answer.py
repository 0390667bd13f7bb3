"""The answer on one declaration, as it is sent and kept."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from tasks.clearance.decision.lanes import SingleLane
from tasks.records.trader import trader_of


@dataclass(frozen=True)
class HitReport:
    """A version of a parameter that hit, and the effect of the hit: steered, suppressed, capped or counted.

    items: numbers of the items hit, joined by ;, empty for a declaration of one item.
    """

    parameter: str
    version: int
    owner: str
    priority: str
    lane: str
    reason: str
    instruction: str
    effect: str
    items: str = ""


@dataclass(frozen=True)
class Answer:
    """The decision on one declaration and everything it rests on; version_set: identity of the current rules.

    importer: the trader; of exports, where one is named, the exporter. version: of the declaration; an amendment is the
    next. selected_by: missing where this answer requests no inspection, though one to an earlier version may have.
    items: numbers of the items that hits or a high rating are about, joined by ;, empty for a declaration of one item.
    advice: "High risk! Targeted check! …", "Check the documents …", "Random check …" or "OK". failures: reasons by
    subject of what failed; the lane was given without it. function: lodged, amended or cancelled. screened: whether it
    was decided anew; a cancellation is not, nor an amendment after release: lane and advice are those before it.
    """

    declaration_id: str
    version: int
    office: str
    importer: str
    business_day: str
    lane: str
    demanded_lane: str
    advice: str
    what_to_check: str
    parameters: str
    items: str
    hits: tuple[HitReport, ...]
    rating: float | None
    rating_reasons: str | None
    selected_by: str | None
    selection_probability: float | None
    version_set: str
    failures: Mapping[str, str]
    function: str = "lodged"
    screened: bool = True

    @classmethod
    def of(
        cls,
        header: Mapping[str, Any],
        lane: SingleLane,
        version_set: str,
        failures: Mapping[str, str],
        version: int = 1,
    ) -> Self:
        """The answer that carries a decision; header: of the declaration, or one of its items."""
        return cls(
            declaration_id=header["declaration_id"],
            version=version,
            office=header.get("office", ""),
            importer=trader_of(header),
            business_day=header["lodged_on"].isoformat(),
            lane=lane.lane.value,
            demanded_lane=lane.demanded_lane.value,
            advice=lane.advice,
            what_to_check=lane.what_to_check,
            parameters=lane.parameters,
            items=lane.items,
            hits=tuple(
                HitReport(
                    parameter=each.parameter.parameter.code,
                    version=each.parameter.version,
                    owner=each.parameter.parameter.owner,
                    priority=each.parameter.parameter.priority.value,
                    lane=each.parameter.parameter.lane.value,
                    reason=each.parameter.parameter.reason,
                    instruction=each.parameter.parameter.instruction,
                    effect=each.effect.value if each.effect else "steered" if each.steers else "counted",
                    items=each.items,
                )
                for each in lane.hits
            ),
            rating=lane.rating,
            rating_reasons=lane.rating_reasons,
            selected_by=lane.selected_by.value if lane.selected_by else None,
            selection_probability=lane.selection_probability,
            version_set=version_set,
            failures=dict(failures),
            function="lodged" if version == 1 else "amended",
        )

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        """The answer from its JSON form."""
        return cls(**{**kept, "hits": tuple(HitReport(**each) for each in kept["hits"])})

    def as_json(self) -> dict[str, Any]:
        """The JSON form of the answer."""
        return asdict(self)
