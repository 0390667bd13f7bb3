"""The rating of one declaration; where it fails, the declaration gets its lane without it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from tasks.clearance.decision.rated import FAILURES, NO_PROBABILITY, SUBJECT, Rater, told
from tasks.rating.single import PreparedRating


@dataclass(frozen=True)
class OneRating:
    """What came of one declaration: no probability where there is no model or it failed; failures by subject."""

    probability: float | None = None
    reasons: str | None = None
    failures: Mapping[str, str] = field(default_factory=dict)


_UNRATED = OneRating()


@dataclass(frozen=True)
class OneRater:
    """The model in use, made ready to rate one at a time, or why it cannot; neither where there is no model."""

    prepared: PreparedRating | None = None
    problem: str | None = None

    @classmethod
    def of(cls, rater: Rater) -> Self:
        """Make the model of a rater ready."""
        if rater.problem is not None or rater.rating is None:
            return cls(problem=rater.problem)
        try:
            return cls(PreparedRating.of(rater.rating))
        except FAILURES as problem:
            return cls(problem=told(problem))

    def rate(self, declaration: Mapping[str, Any]) -> OneRating:
        """The rating of a declaration, canonical columns; as in a batch, what fails is told."""
        if self.problem is not None:
            return OneRating(failures={SUBJECT: self.problem})
        if self.prepared is None:
            return _UNRATED
        try:
            probability, reasons = self.prepared.rate(declaration)
        except FAILURES as problem:
            return OneRating(failures={SUBJECT: told(problem)})
        if not 0.0 <= probability <= 1.0:
            return OneRating(failures={SUBJECT: NO_PROBABILITY})
        return OneRating(probability, reasons)
