"""The block of the national lane policy: how many declarations are inspected, and on which ground."""

from prefect.blocks.core import Block
from pydantic import BaseModel, Field

BLOCK_NAME = "default"


class PolicyOfDirection(BaseModel):
    """Figures of imports or exports alone; one that is left empty is as for both."""

    high_rate: float | None = Field(default=None, ge=0, le=1, description="Share rated into the high lane.")
    medium_rate: float | None = Field(default=None, ge=0, le=1, description="Share rated into the medium lane.")
    random_rate: float | None = Field(default=None, gt=0, le=1, description="Share inspected by chance.")
    parameter_cap: float | None = Field(default=None, gt=0, le=1, description="Largest share of an office's day.")


class CustomsRiskLanePolicy(Block):
    """The national lane policy. A change takes effect with the next screening, as a new version in the register.

    Offices and units that have their own policy keep it. Changes by feedback apply until this block changes.

    Example: `CustomsRiskLanePolicy(high_rate=0.04, random_rate=0.03).save("default", overwrite=True)`; fewer exports
    are targeted with `exports=PolicyOfDirection(high_rate=0.01)`.
    """

    _block_type_name = "Customs Risk Lane Policy"
    _block_type_slug = "customs-risk-lane-policy"
    _description = "How many declarations go to document inspection and to targeted inspection, nationally."

    high_rate: float = Field(default=0.05, ge=0, le=1, description="Share rated into the high lane.")
    medium_rate: float = Field(default=0.15, ge=0, le=1, description="Share rated into the medium lane.")
    random_rate: float = Field(
        default=0.02,
        gt=0,
        le=1,
        description="Share inspected by chance, to estimate violations let through.",
    )
    parameter_cap: float = Field(
        default=0.2,
        gt=0,
        le=1,
        description="Largest share of an office's day that one parameter may select.",
    )
    inspections_per_day: int = Field(default=60, ge=0, description="Inspections that an office can do per day.")
    hours_per_inspection: float = Field(default=2.0, gt=0, description="Officer hours per inspection.")
    imports: PolicyOfDirection = Field(default_factory=PolicyOfDirection, description="Where imports differ.")
    exports: PolicyOfDirection = Field(default_factory=PolicyOfDirection, description="Where exports differ.")


def load_lane_policy() -> dict[str, dict[str, float]] | None:
    """Figures of the saved block as plain values, by direction: both, import, export; None if no block is saved."""
    try:
        block = CustomsRiskLanePolicy.load(BLOCK_NAME)
    except ValueError:  # no such block
        return None
    assert isinstance(block, CustomsRiskLanePolicy)
    both = {
        "high_rate": block.high_rate,
        "medium_rate": block.medium_rate,
        "random_rate": block.random_rate,
        "parameter_cap": block.parameter_cap,
        "inspections_per_day": block.inspections_per_day,
        "hours_per_inspection": block.hours_per_inspection,
    }
    own = {"import": block.imports, "export": block.exports}
    return {"both": both} | {direction: each.model_dump(exclude_none=True) for direction, each in own.items()}
