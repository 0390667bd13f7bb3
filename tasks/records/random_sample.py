"""Selection by chance: repeatable with the key, unpredictable without it."""

from collections.abc import Iterable
from hashlib import blake2b

import numpy as np
import pandas as pd
from numpy.typing import NDArray

_WIDTH = 8
_LEADING = 2.0**24


def draws(declaration_ids: Iterable[str], key: bytes) -> NDArray[np.float64]:
    """A number in [0, 1) for each declaration: its keyed hash (BLAKE2b).

    Raises ValueError for an empty key, which would make the selection predictable.
    """
    if not key:
        raise ValueError("the key of the random sample is empty: set CUSTOMS_RISK_SELECTION_KEY, or leave it unset")
    if len(key) > blake2b.MAX_KEY_SIZE:
        key = blake2b(key).digest()
    keyed = blake2b(key=key, digest_size=_WIDTH)

    def digest(text: bytes) -> bytes:
        own = keyed.copy()  # processing the key is most of the cost of a short text
        own.update(text)
        return own.digest()

    names = declaration_ids.tolist() if isinstance(declaration_ids, pd.Series) else declaration_ids
    joined = b"".join(map(digest, map(str.encode, names)))
    return np.frombuffer(joined, dtype=">u8").astype("float64") / 2.0**64


def order_among_equals(drawn: NDArray[np.float64]) -> NDArray[np.float64]:
    """A second number in [0, 1) from the later digits of each draw, to order equals.

    It is independent of the first digits, which decide on the random sample: a declaration that capacity leaves out
    keeps the same chance to be drawn.
    """
    return np.asarray(drawn * _LEADING % 1.0)
