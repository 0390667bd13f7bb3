"""The notary of a register: signs what the register holds with a key of the installation, and keeps its heads outside.

Who can write to the database but has not the key can sign nothing. Who has the key too is found by the anchors: the
last entries of the chains, kept in files beside the register and, each day, in a message to people.
"""

import hmac
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sql.durable import publish, sync_file
from sql.exclusive import exclusive
from sql.kept_keys import kept_key

TRAIL_KEY = "trail"
GENESIS = "0" * 64
_TOLD = 32  # digits of a hash that people are told
_ANCHORS = "anchors"
_HEADS, _DAYS, _SET_ASIDE = "heads.json", "days.jsonl", "heads-altered.json"


@dataclass(frozen=True)
class Head:
    """The last entry of a chain: its number, and its hash."""

    sequence: int
    content_hash: str


Heads = Mapping[str, Head]  # by chain


@dataclass(frozen=True)
class Anchor:
    """The heads of all chains at one moment; `day`: the business day that it was told on, none for the latest one."""

    heads: Heads
    day: date | None = None

    def token(self) -> str:
        """The anchor as a text that a person can keep and type: each chain with its number and half of its hash."""
        return ",".join(f"{chain}:{head.sequence}:{head.content_hash[:_TOLD]}" for chain, head in self.heads.items())

    @classmethod
    def of_token(cls, token: str) -> "Anchor":
        """The anchor of a text that `token` made; its hashes have their first half alone. Raises ValueError."""
        parts = [part.split(":") for part in token.split(",")]
        if any(len(part) != 3 or len(part[2]) != _TOLD for part in parts):
            raise ValueError(f"{token} is no anchor: copy it from the message of a business day")
        return cls({chain: Head(int(sequence), content_hash) for chain, sequence, content_hash in parts})


@dataclass(frozen=True)
class AlteredAnchor:
    """An anchor that this notary did not sign; `place`: its file and line."""

    place: str


@dataclass(frozen=True)
class Notary:
    """Signs for one installation. key: its secret. folder: of its anchors."""

    key: bytes
    folder: Path

    @classmethod
    def of(cls, data_folder: Path, key: bytes | None = None) -> "Notary":
        """The notary of a data folder; `key`: that of the installation, else the one the folder keeps, or now gets."""
        return cls(key or kept_key(data_folder, TRAIL_KEY), data_folder / _ANCHORS)

    def signature(self, content: str) -> str:
        """The keyed hash (HMAC-SHA-256) of a content, in hexadecimal digits."""
        return hmac.digest(self.key, content.encode("utf-8", "surrogatepass"), "sha256").hex()

    def keep_heads(self, heads: Heads) -> None:
        """Keep the heads of chains that just grew; an earlier head never takes the place of a later one.

        A new register keeps that its chains are empty: where nothing is kept, it was removed.
        """
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with exclusive(self.folder, "anchors"):
            kept = dict(self._kept_heads())
            later = {chain: head for chain, head in heads.items() if head.sequence > _sequence(kept, chain)}
            if later or not self.has_heads():
                publish(self.folder / _HEADS, self._line(Anchor(kept | later)))

    def keep_day(self, day: date, heads: Heads) -> None:
        """Keep the heads of the chains as they are told to people on a business day."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.folder / _DAYS).open("a", encoding="utf-8") as days:
            days.write(self._line(Anchor(heads, day)))
        sync_file(self.folder / _DAYS)

    def has_heads(self) -> bool:
        """Whether the heads of the chains are kept."""
        return (self.folder / _HEADS).is_file()

    def anchors(self) -> Iterator[Anchor | AlteredAnchor]:
        """Every anchor that is kept, or what is wrong with it."""
        for name in (_HEADS, _DAYS, _SET_ASIDE):
            path = self.folder / name
            lines = path.read_text(encoding="utf-8", errors="replace").splitlines() if path.is_file() else []
            for number, line in enumerate(lines, start=1):
                try:
                    yield self._anchor(line)
                except (ValueError, KeyError, TypeError, AttributeError):
                    yield AlteredAnchor(f"line {number} of {_ANCHORS}/{name}")

    def _kept_heads(self) -> Heads:
        path = self.folder / _HEADS
        try:
            return self._anchor(path.read_text(encoding="utf-8")).heads if path.is_file() else {}
        except (ValueError, KeyError, TypeError, AttributeError):
            os.replace(path, self.folder / _SET_ASIDE)  # work goes on, and what was found is not written over
            return {}

    def _line(self, anchor: Anchor) -> str:
        heads = {chain: [head.sequence, head.content_hash] for chain, head in sorted(anchor.heads.items())}
        content = json.dumps({"day": None if anchor.day is None else anchor.day.isoformat(), "heads": heads})
        return json.dumps({"anchor": content, "signature": self.signature(f"anchor {content}")}) + "\n"

    def _anchor(self, line: str) -> Anchor:
        told = json.loads(line)
        content = told["anchor"]
        if not hmac.compare_digest(self.signature(f"anchor {content}"), told["signature"]):
            raise ValueError(line)
        read = json.loads(content)
        heads = {chain: Head(*head) for chain, head in read["heads"].items()}
        return Anchor(heads, None if read["day"] is None else date.fromisoformat(read["day"]))


def _sequence(heads: Heads, chain: str) -> int:
    return heads[chain].sequence if chain in heads else 0
