"""Selection by chance that can be repeated with the key, and guessed by nobody without it."""

from collections.abc import Iterable
from hashlib import blake2b

import numpy as np
import pandas as pd
from numpy.typing import NDArray

_WIDTH = 8
_LEADING = 2.0**24


def draws(declaration_ids: Iterable[str], key: bytes) -> NDArray[np.float64]:
    """A number in [0, 1) for each declaration: its keyed hash (BLAKE2b).

    Raises ValueError for an empty key, with which anybody could tell what chance will select.
    """
    if not key:
        raise ValueError("the key of the random sample is empty: set CUSTOMS_RISK_SELECTION_KEY, or leave it unset")
    if len(key) > blake2b.MAX_KEY_SIZE:
        key = blake2b(key).digest()
    keyed = blake2b(key=key, digest_size=_WIDTH)

    def digest(text: bytes) -> bytes:
        own = keyed.copy()  # the key is worked in once: that is most of the cost of a short text
        own.update(text)
        return own.digest()

    names = declaration_ids.tolist() if isinstance(declaration_ids, pd.Series) else declaration_ids
    joined = b"".join(map(digest, map(str.encode, names)))
    return np.frombuffer(joined, dtype=">u8").astype("float64") / 2.0**64


def order_among_equals(drawn: NDArray[np.float64]) -> NDArray[np.float64]:
    """A second number in [0, 1) of each draw, from its later digits: which of equals goes first.

    It says nothing of the first digits, which decide on the random sample: who stands back for want of capacity has
    the same chance to be drawn as anybody.
    """
    return np.asarray(drawn * _LEADING % 1.0)
