"""The block that holds the national lane policy: how much is inspected, and by what."""

from prefect.blocks.core import Block
from pydantic import Field

BLOCK_NAME = "default"


class CustomsRiskLanePolicy(Block):
    """The national lane policy. A change takes effect with the next screening, as a new version in the register.

    Offices and units with a policy of their own keep it. What feedback moved holds until this block is changed.

    Example: `CustomsRiskLanePolicy(high_rate=0.04, random_rate=0.03).save("default", overwrite=True)`
    """

    _block_type_name = "Customs Risk Lane Policy"
    _block_type_slug = "customs-risk-lane-policy"
    _description = "How many declarations go to document inspection and to targeted inspection, nationally."

    high_rate: float = Field(default=0.05, ge=0, le=1, description="Share rated into the high lane.")
    medium_rate: float = Field(default=0.15, ge=0, le=1, description="Share rated into the medium lane.")
    random_rate: float = Field(
        default=0.02, gt=0, le=1, description="Share inspected by chance, from which what slips through is estimated."
    )
    parameter_cap: float = Field(
        default=0.2,
        gt=0,
        le=1,
        description="Largest share of an office's day that one parameter may select.",
    )
    inspections_per_day: int = Field(default=60, ge=0, description="Inspections an office can do in a day.")
    hours_per_inspection: float = Field(default=2.0, gt=0, description="Officer hours that an inspection takes.")


def load_lane_policy() -> dict[str, float] | None:
    """Figures of the saved block as plain values; None where none was saved."""
    try:
        block = CustomsRiskLanePolicy.load(BLOCK_NAME)
    except ValueError:  # no such block was saved
        return None
    assert isinstance(block, CustomsRiskLanePolicy)
    return {
        "high_rate": block.high_rate,
        "medium_rate": block.medium_rate,
        "random_rate": block.random_rate,
        "parameter_cap": block.parameter_cap,
        "inspections_per_day": block.inspections_per_day,
        "hours_per_inspection": block.hours_per_inspection,
    }
