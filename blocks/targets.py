"""The block of the targets that the director's page compares its figures with."""

from prefect.blocks.core import Block
from pydantic import Field

BLOCK_NAME = "default"


class CustomsRiskTargets(Block):
    """What the administration wants to reach. A target that is left empty is shown as not set.

    Example: `CustomsRiskTargets(largest_share_inspected=0.05).save("default", overwrite=True)`
    """

    _block_type_name = "Customs Risk Targets"
    _block_type_slug = "customs-risk-targets"
    _description = "Targets of the five figures of the director's page."

    duty_recovered_per_year: float | None = Field(
        default=None, ge=0, description="Duty to recover in a year, in the currency of the installation."
    )
    violations_per_year: float | None = Field(default=None, ge=0, description="Violations to find in a year.")
    largest_share_inspected: float | None = Field(
        default=None, ge=0, le=1, description="Largest share of declarations to inspect, 0 to 1."
    )
    least_compliance: float | None = Field(
        default=None, ge=0, le=1, description="Least share of declarations without a violation, 0 to 1."
    )
    most_hours_to_release: float | None = Field(
        default=None, ge=0, description="Most hours from lodgement to release of the middle declaration."
    )


def load_targets() -> dict[str, float | None]:
    """The targets of the saved block by name; none where no block is saved."""
    try:
        block = CustomsRiskTargets.load(BLOCK_NAME)
    except ValueError:  # no such block
        return {}
    assert isinstance(block, CustomsRiskTargets)
    return {
        "duty_recovered_per_year": block.duty_recovered_per_year,
        "violations_per_year": block.violations_per_year,
        "largest_share_inspected": block.largest_share_inspected,
        "least_compliance": block.least_compliance,
        "most_hours_to_release": block.most_hours_to_release,
    }
