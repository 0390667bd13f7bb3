"""What looks the same is spelled the same, whichever way it comes in."""

import pytest

from sql.spelling import LookAlikeError, entered, mixes_scripts, plain_spelling, unquoted


@pytest.mark.parametrize(
    "written",
    [
        *("９３０１００", "٩٣٠١٠٠", "۹۳۰۱۰۰", "९३०१००", "𝟗𝟑𝟎𝟏𝟎𝟎", "\u200b930100", "930\u00ad100", "\u202e930100\u202c"),
        *("930100\ufeff", "93\u206001\u206400", " 930100\u3000", "930\U000e0100100", "\u2800930100", "\t930100\r\n"),
    ],
)
def test_a_code_is_the_same_in_whatever_digits_and_marks(written: str) -> None:
    assert plain_spelling(written) == "930100"


@pytest.mark.parametrize(
    "written", ["ACME  Co", "ACME\u200b Co", "ACME \u200b Co", "ACME\u00a0\u2009Co", "ＡＣＭＥ\nCo"]
)
def test_blanks_of_all_kinds_are_one(written: str) -> None:
    assert plain_spelling(written) == "ACME Co"


def test_letters_that_a_hidden_mark_kept_apart_are_joined() -> None:
    assert plain_spelling("Se\u200b\u0301rgio") == plain_spelling("Sérgio") == "Sérgio"


@pytest.mark.parametrize(("text", "mixed"), [("ІМP9", True), ("IMP9", False), ("ООО Восток", False), ("αX", True)])
def test_words_that_mix_scripts_are_told(text: str, mixed: bool) -> None:
    assert mixes_scripts(text) is mixed
    if mixed:
        with pytest.raises(LookAlikeError, match="write it in one"):
            entered(text)


def test_quotes_of_spreadsheets_go() -> None:
    assert [unquoted(each) for each in ("'00123", '="00123"', "“A b”", 'A "b"')] == ["00123", "00123", "A b", 'A "b"']
