"""Rating declarations that are asked for at the same time in one go: of many it takes hardly longer than of one."""

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

import pyarrow as pa

from sql.lake import SCHEMAS
from tasks.clearance.rated import Rater


@dataclass
class _Asked:
    """A declaration that waits; answered by whoever rates next."""

    rater: Rater
    declaration: Mapping[str, Any]
    rating: "OneRating | None" = None


@dataclass(frozen=True)
class OneRating:
    """What came of one declaration: no probability where there is no model or it failed; failures by subject."""

    probability: float | None
    reasons: str | None
    failures: Mapping[str, str]


_UNRATED = OneRating(None, None, {})


class RatedTogether:
    """Rates for many threads: the first that comes rates all that wait by then."""

    def __init__(self) -> None:
        self._waiting: list[_Asked] = []
        self._queue, self._rating = Lock(), Lock()

    def rate(self, rater: Rater, declaration: Mapping[str, Any]) -> OneRating:
        """The rating of a declaration, canonical columns; as in a batch of it and those that wait beside it."""
        if rater.version is None:
            return _UNRATED
        asked = _Asked(rater, declaration)
        with self._queue:
            self._waiting.append(asked)
        with self._rating:
            if asked.rating is None:
                with self._queue:
                    together = [each for each in self._waiting if each.rater is rater]
                    self._waiting = [each for each in self._waiting if each.rater is not rater]
                for each, rating in zip(together, _ratings(rater, together), strict=True):
                    each.rating = rating
        assert asked.rating is not None
        return asked.rating


def _ratings(rater: Rater, together: list[_Asked]) -> list[OneRating]:
    """Ratings in the order asked; two of the same identifier are told apart by their place."""
    rows = [{**each.declaration, "declaration_id": str(place)} for place, each in enumerate(together)]
    ratings, failures = rater.rate(pa.Table.from_pylist(rows, SCHEMAS["declarations"]).to_pandas())
    told = {each.subject: each.reason for each in failures}
    columns = (ratings["declaration_id"], ratings["probability"], ratings["reasons"])
    known = {int(place): OneRating(float(p), str(why), {}) for place, p, why in zip(*columns, strict=True)}
    return [known.get(place, OneRating(None, None, told)) for place in range(len(together))]
