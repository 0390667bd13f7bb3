"""One spelling for what looks the same, before anything is compared: in files, single declarations, parameters, lists.

Full-width and other compatibility forms, digits of other scripts, blanks of all kinds, and characters that nobody sees
must not tell two texts apart: whoever wrote them so would pass every parameter unseen.
"""

import re
import sys
import unicodedata
from functools import cache

# Format and control characters, and what is drawn as nothing though it is none of these (Unicode: default ignorable).
INVISIBLE = (
    r"\p{Cf}\p{Cc}\x{034F}\x{115F}\x{1160}\x{17B4}\x{17B5}\x{180B}-\x{180F}\x{2065}\x{2800}\x{3164}"
    r"\x{FE00}-\x{FE0F}\x{FFA0}\x{FFF0}-\x{FFF8}\x{E0100}-\x{E01EF}"
)
_IGNORABLE = (
    *(0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2065, 0x2800, 0x3164, 0xFFA0),
    *(*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xFFF0, 0xFFF9), *range(0xE0100, 0xE01F0)),
)
SPACES = r"[\p{Z}\t\r\n]+"
_BREAKS = "\t\r\n"
PLACEHOLDERS = frozenset(
    {
        *("null", "(null)", "<null>", "[null]", "\\n", "n/a", "#n/a", "na", "n.a.", "n.a", "n / a", "nil", "none"),
        *("nan", "<na>", "nat", "#null!", "#value!", "#ref!", "#name?", "#num!", "#div/0!", "#nv", "#n/d", "undefined"),
        *("-", "--", "---", "–", "—", "——", "―", "_", ".", "..", "...", "…", "?", "??", "???", "*", "/", "//", "\\"),
        *(
            "tbd",
            "tba",
            "not applicable",
            "not available",
            "not known",
            "unknown",
            "s/o",
            "s.o.",
            "sans objet",
            "néant",
        ),
        *("no aplica", "sin datos", "n/d", "n.d.", "não informado", "não se aplica", "не указано", "нет", "k.a."),
        *(
            "无",
            "無",
            "空",
            "空白",
            "未知",
            "不详",
            "不詳",
            "无数据",
            "暂无",
            "没有",
            "なし",
            "不明",
            "없음",
            "해당없음",
            "미상",
        ),
    }
)
QUOTED = r"""^(?:=\s*"(.*)"|'+(.*?)'?|"(.*)"|‘(.*)’|“(.*)”)$"""  # as spreadsheets save text
# Letters of other scripts that look like Latin ones, alone or beside them.
CYRILLIC_OR_GREEK = r"\p{Cyrillic}\p{Greek}"
LIKE_LATIN = "АВЕЗІЈКМНОРСТУХЅҮԌԚԜаеіјорсухѕԁһԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧονϲϳ"
_LATIN, _OTHER = "LATIN ", ("CYRILLIC ", "GREEK ")
_WORD = re.compile(r"\S+")
_QUOTED = re.compile(QUOTED, re.DOTALL)


class LookAlikeError(ValueError):
    """A text that a person entered and that no declaration holds: it only looks like another."""


def plain_spelling(text: str) -> str:
    """The text in the spelling in which texts are compared, without blanks around it."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    seen = unicodedata.normalize("NFKC", text).translate(_as_seen())
    return " ".join(unicodedata.normalize("NFKC", seen).split())


def unquoted(text: str) -> str:
    """A text without the quotes that spreadsheets put around it."""
    found = _QUOTED.match(text)
    return text if found is None else "".join(filter(None, found.groups())).strip()


def entered(text: str) -> str:
    """What a person entered to be compared with declarations, in plain spelling.

    Raises LookAlikeError where it mixes letters of two scripts that look alike.
    """
    plain = plain_spelling(text)
    if mixes_scripts(plain):
        raise LookAlikeError(f"{text} mixes letters of two scripts that look alike: write it in one")
    return plain


def mixes_scripts(text: str) -> bool:
    """Whether a word mixes Latin letters with Cyrillic or Greek ones that look like them."""
    if text.isascii():
        return False
    return any(_mixed(word) for word in _WORD.findall(text))


def _mixed(word: str) -> bool:
    names = [unicodedata.name(each, "") for each in word if each.isalpha()]
    return any(name.startswith(_LATIN) for name in names) and any(name.startswith(_OTHER) for name in names)


@cache
def other_digits() -> dict[int, str]:
    """Every decimal digit of another script and its value."""
    return {
        code: str(unicodedata.decimal(chr(code)))
        for code in range(0x80, sys.maxunicode + 1)
        if unicodedata.category(chr(code)) == "Nd"
    }


@cache
def _as_seen() -> dict[int, str]:
    """What a reader sees of a character, where that is something else: nothing, a blank, or a digit."""
    seen = dict.fromkeys(_IGNORABLE, "")
    for code in range(sys.maxunicode + 1):
        category = unicodedata.category(chr(code))
        if category in ("Cf", "Cc"):
            seen[code] = ""
        elif category in ("Zs", "Zl", "Zp"):
            seen[code] = " "
    return seen | {ord(each): " " for each in _BREAKS} | other_digits()
