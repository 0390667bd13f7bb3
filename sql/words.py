"""How the register's words are spelled for a reader."""

_TRADE_NAMES = {"ipr": "IPR", "teu": "TEU", "hs": "HS", "cif": "CIF", "aeo": "AEO"}


def spelled(word: str) -> str:
    """A term as a reader expects it: `anti_smuggling` is anti smuggling, `ipr` is IPR."""
    return " ".join(_TRADE_NAMES.get(part, part) for part in word.split("_"))
