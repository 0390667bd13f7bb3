"""Which encoding a text is in, judged by how well its characters read in each.

Every encoding that can decode the bytes is scored by its characters: those that trade documents use often speak for
it, rare ones and impossible neighbours against it. Where two score alike the file is refused: a wrong guess would turn
every name into another name.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from tasks.collection.sources.raw import UnreadableFileError

DAMAGED = "\ufffd"
_MOST_CHARACTERS = 20_000  # judged per encoding
_MARGIN = 2.0
_DAMAGE = -6.0
_LOST_IN_GB18030 = DAMAGED.encode("gb18030")  # four bytes that hardly anything else writes
_LOST = 8.0
_SWALLOWED = -8.0
_PRIOR = {"cp1252": 3.0, "gb18030": 2.0}  # the encodings most files come in

_SIMPLIFIED = frozenset(
    "有限公司贸易进出口国际物流科技集团上海北京广州深圳宁波青岛天津大连厦门中华人民共和海关报单商品名称规格型号数量重净毛币制"
    "美元总价原产地启运申日期编号境内收货发方式般工厂电子机械设备化塑料纺织服装食实业股份责任东江南西新金龙泰安福建山省市区"
    "材配件零用品的一不是在车小杭苏武汉成都重庆玩具器表面板管线色纸木铁钢铝铜药油水果茶米鞋帽包箱"
)
_TRADITIONAL = frozenset(
    "有限公司貿易進出口國際物流科技集團臺灣香港中華民報關單商品名稱規格型號數量淨重毛幣總價原產地啟運申日期編內收發貨方式工廠電子"
    "機械設備化塑膠紡織服裝食品實業股份責任東江南西新金龍泰安福建山市區材配件零高雄基隆北中的一不是在車小玩具器表面板管線色紙木"
    "鐵鋼鋁銅藥油水果茶米鞋帽包箱美元人"
)
_JAPANESE = frozenset(
    "株式会社商事貿易輸入出物産電機工業製造食品日本東京大阪名古屋横浜神戸港税関申告者番号品名数量単価重量原国有限合同運送通倉庫"
    "玩具部車中山田川井藤木林森石小高鉄鋼化学薬油水果茶米靴帽箱紙革衣類時計機器材料人"
)
_KOREAN = frozenset(
    "주식회사무역상사국제물산전자기계화학식품산업건설유통코리아대한민서울부인천수입출신고번호품명량금액중원지관세운송통해항기타이스트"
    "에다가나의로을은는하시정조성안영동남북경광구포도라디보미바오장진현일삼엘글완구류제약의류신발가방모자"
)
_WESTERN = ("éèêàâçôîïùûëœ", "ãõáéíóúâêôçà", "áéíóúñü", "äöüß", "åäöæøé", "àèéìòù")  # letters of one language each
_CENTRAL = ("áčďéěíňóřšťúůýž", "ąćęłńóśźż", "áéíóöőúüű", "čćđšž", "ăâîşţ")
_TURKISH = ("çğıöşüâîûİ",)
_UNUSUAL = re.compile("[\u0180-\u0217\u021c-\u036f\u0530-\u058f]")  # rare Latin, phonetic, combining, Armenian
_SIGNS = frozenset("°º²³€£–—’‘“”…«»®™½¼´·ª№§\u00a0")  # usual beside words


@dataclass(frozen=True)
class FoundEncoding:
    """Codec of a text, and whether it was found by the look of its characters."""

    codec: str
    judged: bool = False


def marked_encoding(head: bytes) -> str | None:
    """Codec by byte order mark, or UTF-16 and UTF-32 by where their zero bytes are; None for the rest."""
    marks = (
        (b"\x00\x00\xfe\xff", "utf-32"),
        (b"\xff\xfe\x00\x00", "utf-32"),
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    )
    for mark, codec in marks:
        if head.startswith(mark):
            return codec
    sample = head[: len(head) // 4 * 4]
    if not sample or sample.count(0) < len(sample) / 5:
        return None
    zeros = [sample[place::4].count(0) / (len(sample) / 4) for place in range(4)]
    shapes = {
        "utf-32-le": (False, True, True, True),
        "utf-32-be": (True, True, True, False),
        "utf-16-le": (False, True, False, True),
        "utf-16-be": (True, False, True, False),
    }
    for codec, shape in shapes.items():
        if all((share > 0.6) == zero for share, zero in zip(zeros, shape, strict=True)):
            return codec
    return None


def judged_encoding(lines: Sequence[bytes], separator: bytes | None = None) -> FoundEncoding:
    """Encoding of lines that are not all ASCII: UTF-8 where they read as such, else the one that reads best.

    separator: what the header divides its columns by; an encoding that swallows it is wrong. Raises UnreadableFileError
    where no encoding reads well, or two do.
    """
    text = b"\n".join(lines)
    try:
        text.decode("utf-8")
        return FoundEncoding("utf-8")
    except UnicodeDecodeError:
        utf_8 = text.decode("utf-8", errors="replace")
    if _legible(utf_8) > utf_8.count(DAMAGED):
        return FoundEncoding("utf-8")
    scores = sorted(
        ((_score(codec, lines, separator) + _PRIOR.get(codec, 0), codec) for codec in _RATERS), reverse=True
    )
    (best, codec), (second, other) = scores[:2]
    if best <= 0:
        raise UnreadableFileError("its encoding is neither UTF-8 nor one that can be told: save it as UTF-8")
    if best - second < _MARGIN and not _reads_alike(lines, codec, other):
        raise UnreadableFileError(
            f"its encoding may be {codec} or {other}: save it as UTF-8, or name the encoding in the mapping"
        )
    return FoundEncoding(codec, judged=True)


def _legible(text: str) -> int:
    """How many characters beyond ASCII a trade document may hold; two bytes of Chinese often read as others."""
    return sum(character >= "\x80" and character != DAMAGED and not _UNUSUAL.match(character) for character in text)


def _reads_alike(lines: Sequence[bytes], codec: str, other: str) -> bool:
    return all(line.decode(codec, errors="replace") == line.decode(other, errors="replace") for line in lines)


def _score(codec: str, lines: Sequence[bytes], separator: bytes | None) -> float:
    score, seen = 0.0, 0
    for line in lines:
        text = line.decode(codec, errors="replace")
        lost = line.count(_LOST_IN_GB18030) if codec == "gb18030" else 0
        score += _RATERS[codec](text) + _DAMAGE * (text.count(DAMAGED) - lost) + _LOST * lost
        if separator and text.count(separator.decode()) != line.count(separator):
            score += _SWALLOWED
        seen += len(text)
        if seen > _MOST_CHARACTERS:
            break
    return score


def _wide(text: str, *, codec: str, common: frozenset[str], usual: Callable[[bytes], float]) -> float:
    """Score of a text in an encoding of two bytes a character: twice the sum of its characters' weights."""
    weights = 0.0
    for character in text:
        if character < "\x80" or character == DAMAGED:
            continue
        if character in common:
            weights += 3
            continue
        try:
            weights += usual(character.encode(codec))
        except UnicodeEncodeError:
            weights -= 3
    return 2 * weights


def _gb18030(code: bytes) -> float:
    if len(code) != 2 or code[1] < 0xA1:
        return -2
    if 0xB0 <= code[0] <= 0xD7:
        return 1
    return 0.5 if code[0] in (0xA1, 0xA3) else -1


def _big5(code: bytes) -> float:
    if len(code) != 2:
        return -3
    if 0xA4 <= code[0] <= 0xC6:
        return 1
    return 0.5 if 0xA1 <= code[0] <= 0xA3 else -1.5


def _shift_jis(code: bytes) -> float:
    if len(code) != 2:
        return -1  # half-width katakana, which Chinese text is full of when it is read as Japanese
    if code[0] == 0x83 or (code[0] == 0x82 and code[1] >= 0x9F):
        return 1.5
    if 0x88 <= code[0] <= 0x97:
        return 1
    return 0.5 if code[0] in (0x81, 0x82) else -1.5


def _euc_jp(code: bytes) -> float:
    if len(code) != 2 or code[0] == 0x8E:
        return -2
    if code[0] in (0xA4, 0xA5):
        return 1.5
    if 0xB0 <= code[0] <= 0xCF:
        return 1
    return 0.5 if code[0] in (0xA1, 0xA3) else -1.5


def _korean(code: bytes) -> float:
    if len(code) != 2 or code[1] < 0xA1:
        return -2
    if 0xB0 <= code[0] <= 0xC8:
        return 1
    return 0.5 if code[0] in (0xA1, 0xA3) else -1.5


def _accented(text: str, *, alphabets: tuple[str, ...]) -> float:
    """Score of a text in Latin letters: accented ones are of one language, and among plain letters of the same case."""
    score, letters = 0.0, []
    for before, character, after in zip(f" {text}", text, f"{text[1:]} ", strict=False):
        if character < "\x80" or character == DAMAGED:
            continue
        if not character.isalpha():
            beside_letters = before.isalpha() and after.isalpha()
            score += 0.5 if character in _SIGNS and not beside_letters else -3
        elif not _among_latin(before, after) or (character.isupper() and before.islower()):
            score -= 2
        else:
            letters.append(character)
    return score + max(
        sum(2 if each in alphabet or each.lower() in alphabet else -0.5 for each in letters) for alphabet in alphabets
    )


def _among_latin(before: str, after: str) -> bool:
    beside = [each for each in (before, after) if each.isalpha()]
    return not beside or any(each < "\x80" for each in beside)


def _alphabetic(text: str, *, script: str) -> float:
    """Score of a text in Cyrillic or Greek: words are wholly in it, and capitals are first or everywhere."""
    score = 0.0
    for before, character in pairwise(f" {text}"):
        if character < "\x80" or character == DAMAGED:
            continue
        if not unicodedata.name(character, "").startswith(script):
            score += 0.5 if character in _SIGNS else -2
        elif (before.isalpha() and before < "\x80") or (character.isupper() and before.islower()):
            score -= 2
        else:
            score += 1.5 if before >= "\x80" and before.isalpha() else 0
    return score


_RATERS: dict[str, Callable[[str], float]] = {
    "gb18030": partial(_wide, codec="gb18030", common=_SIMPLIFIED, usual=_gb18030),
    "big5": partial(_wide, codec="big5", common=_TRADITIONAL, usual=_big5),
    "cp932": partial(_wide, codec="cp932", common=_JAPANESE, usual=_shift_jis),
    "euc_jp": partial(_wide, codec="euc_jp", common=_JAPANESE, usual=_euc_jp),
    "cp949": partial(_wide, codec="cp949", common=_KOREAN, usual=_korean),
    "cp1252": partial(_accented, alphabets=_WESTERN),
    "cp1250": partial(_accented, alphabets=_CENTRAL),
    "cp1254": partial(_accented, alphabets=_TURKISH),
    "cp1251": partial(_alphabetic, script="CYRILLIC"),
    "koi8_r": partial(_alphabetic, script="CYRILLIC"),
    "cp1253": partial(_alphabetic, script="GREEK"),
}
