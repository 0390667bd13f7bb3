"""Enterprises that stand out: revived, cheap over all their goods, tied to offenders."""

from datetime import timedelta

import pandas as pd

from tests.tasks.analysis.trade import AS_OF, coffee, declared, findings, found, recent_day


def test_dormant_importer_revived_with_high_duty_goods_is_found() -> None:
    long_ago = declared(importer=["SLEEPER"], lodged_on=AS_OF - timedelta(days=250))
    recent = declared(importer=["SLEEPER"], lodged_on=recent_day(), duty_rate=25.0)
    assert found("dormant_revived", pd.concat([coffee(40), long_ago]), recent) == ["SLEEPER"]


def test_a_revival_of_last_month_is_still_found() -> None:
    trade = [declared(importer=["SLEEPER"], lodged_on=AS_OF - timedelta(days=days)) for days in (270, 40)]
    recent = declared(importer=["SLEEPER"], lodged_on=recent_day(), duty_rate=25.0)
    assert found("dormant_revived", pd.concat([coffee(40), *trade]), recent) == ["SLEEPER"]


def test_regular_importer_with_high_duty_goods_is_not_found() -> None:
    recent = declared(importer=["I1"], lodged_on=recent_day(), duty_rate=25.0)
    assert found("dormant_revived", coffee(40), recent) == []


def test_new_importer_of_goods_of_low_duty_is_not_found() -> None:
    assert found("dormant_revived", coffee(40), declared(importer=["NEW"], lodged_on=recent_day(), duty_rate=2.0)) == []


def test_importer_under_its_peers_in_all_its_goods_is_found() -> None:
    recent = declared(importer=["LOW"] * 6, lodged_on=recent_day(), item_value=200.0)
    assert found("importer_price_level", coffee(100), recent) == ["LOW"]


def test_a_price_level_uses_the_whole_window_and_its_evidence_is_recent() -> None:
    past = pd.concat([coffee(100), declared(importer=["LOW"] * 12, item_value=310.0)])
    recent = declared(importer=["LOW", "LOW", "I1"], lodged_on=recent_day(), item_value=[310.0, 310.0, 500.0])
    table = findings("importer_price_level", past, recent)
    assert table["subject"].tolist() == ["LOW"]
    assert str(table["statement"][0]).startswith("Unit values in 14 declarations are 6")
    assert len(table["declaration_ids"][0]) == 2


def test_one_bargain_among_usual_prices_is_not_found() -> None:
    recent = declared(importer=["ONCE"] * 6, lodged_on=recent_day(), item_value=[200.0, *[500.0] * 5])
    assert found("importer_price_level", coffee(100), recent) == []


OFFENCES = declared(
    declaration_id=["F1", "F2", "F3"],
    importer=["BAD"] * 3,
    declarant="D9",
    seller="S9",
    lodged_on=AS_OF - timedelta(days=100),
)
OUTCOMES = pd.DataFrame({"declaration_id": ["F1", "F2", "F3"], "violation": ["violation", "critical", "none"]})
ELDERS = coffee(100, declaration_id=[f"P{number}" for number in range(100)])


def newcomer(**columns: object) -> pd.DataFrame:
    return declared(
        **{
            "declaration_id": ["R1"],
            "importer": ["NEW"],
            "declarant": "D9",
            "seller": "S9",
            "lodged_on": recent_day(),
            **columns,
        }
    )


def test_newcomer_with_declarant_and_seller_of_an_offender_is_found() -> None:
    assert found("associates_of_offenders", pd.concat([ELDERS, OFFENCES]), newcomer(), OUTCOMES) == ["NEW"]


def test_newcomer_with_the_declarant_alone_is_not_found() -> None:
    assert found("associates_of_offenders", pd.concat([ELDERS, OFFENCES]), newcomer(seller="S1"), OUTCOMES) == []


def test_newcomer_beside_an_enterprise_found_compliant_is_not_found() -> None:
    clean = OUTCOMES.assign(violation="none")
    assert found("associates_of_offenders", pd.concat([ELDERS, OFFENCES]), newcomer(), clean) == []
