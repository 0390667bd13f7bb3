"""Whether report, register and lake tell the same: every figure that stands in two places is compared."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Agreement:
    """One figure as two places tell it."""

    what: str
    one_place: str
    one_count: int
    other_place: str
    other_count: int

    @property
    def holds(self) -> bool:
        """Whether both tell the same."""
        return self.one_count == self.other_count


def disagreements(agreements: list[Agreement]) -> list[str]:
    """One sentence for each figure that the two places tell differently."""
    return [
        f"{agreement.what}: {agreement.one_count:,} in {agreement.one_place}, "
        f"{agreement.other_count:,} in {agreement.other_place}"
        for agreement in agreements
        if not agreement.holds
    ]
