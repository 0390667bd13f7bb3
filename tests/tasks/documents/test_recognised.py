"""A sentence that was written in English is recognised by its pattern, and what persons wrote in it is not."""

from sql.terms import Language
from tasks.clearance.decision.advice import AdviceKind, advice_message, single_advice
from tasks.documents.recognised import recognised
from tasks.documents.translation import rendered

ZH = Language.CHINESE


def in_chinese(text: str) -> str:
    return rendered(ZH, advice_message(text))


def test_the_advice_on_a_rating_is_shown_in_another_language() -> None:
    reasons = (
        "item 2: this seller: violation in 3 of 4 inspections; unit value far below earlier declarations of HS 0803"
    )
    advice, check = single_advice(AdviceKind.TARGETED, 0.42, reasons, None, "1;2")
    assert str(advice_message(advice)) == advice
    assert str(advice_message(check)) == check
    assert in_chinese(advice) == (
        "高风险！重点查验！第1, 2项：核对货物与申报的价格、归类、原产地、数量是否一致。理由：违规概率评级42 %"
        "（第2项：该境外发货人：4次查验中3次违规；单价远低于商品编码0803以往申报）"
    )


def test_what_a_parameter_officer_wrote_stays_as_it_is() -> None:
    advice, _ = single_advice(AdviceKind.DOCUMENTS, None, None, ("Waste: and scrap", "Weigh"))
    assert in_chinese(advice) == "审核单证：Waste: and scrap"
    assert recognised("Weigh, count", ()).written


def test_every_kind_of_advice_is_known() -> None:
    for kind in AdviceKind:
        advice, _ = single_advice(kind, 0.1, None, None)
        assert kind is AdviceKind.CLEAR or not advice_message(advice).written
