"""Compare every figure that is kept in two places: report, register or lake."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Agreement:
    """One figure with its count in each of two places."""

    what: str
    one_place: str
    one_count: int
    other_place: str
    other_count: int

    @property
    def holds(self) -> bool:
        """Whether both counts are equal."""
        return self.one_count == self.other_count


def disagreements(agreements: list[Agreement]) -> list[str]:
    """One sentence for each figure that differs between its two places."""
    return [
        f"{agreement.what}: {agreement.one_count:,} in {agreement.one_place}, "
        f"{agreement.other_count:,} in {agreement.other_place}"
        for agreement in agreements
        if not agreement.holds
    ]
