"""Invented parameters of a national center, a third of them without a condition on the HS code."""

from datetime import date
from random import Random

from sql.terms import Lane, Priority
from tasks.parameters.conditions import Condition
from tasks.parameters.published_format import Parameter

DAY = date(2021, 3, 2)
COUNTRIES = ("CN", "US", "DE", "JP", "KR", "VN", "TH", "MY", "IN", "FR", "IT", "GB", "AU", "BR", "RU", "SG")
OFFICES = ("SHA1", "SHA", "HZH1", "QDG1", "GZH1", "NJG1", "TJN1", "DLN1")
MODES = ("10", "11", "20", "30", "40", "50")


def hs_code(chance: Random) -> str:
    """An HS code of ten digits: 97 chapters, a few thousand subheadings."""
    return f"{chance.randint(1, 97):02d}{chance.randint(1, 60):02d}{chance.randint(1, 9) * 10:02d}0000"


def made_up_parameters(count: int, seed: int = 7) -> list[Parameter]:
    """National parameters valid all year; together they hit about four declarations in a hundred."""
    chance = Random(seed)
    return [_parameter(number, chance) for number in range(count)]


def _parameter(number: int, chance: Random) -> Parameter:
    return Parameter(
        code=f"CN-REV-{number:05d}",
        owner="CN",
        priority=Priority.REVENUE,
        lane=chance.choice((Lane.MEDIUM, Lane.HIGH)),
        reason=f"reason {number}",
        instruction=f"instruction {number}",
        valid_from=date(2021, 1, 1),
        valid_to=date(2021, 12, 31),
        conditions=_conditions(number, chance),
    )


def _conditions(number: int, chance: Random) -> dict[str, Condition]:
    value = chance.choice((500.0, 5_000.0, 50_000.0))
    if number % 3:
        codes = tuple(hs_code(chance)[: chance.choice((4, 6))] for _ in range(chance.randint(1, 3)))
        return {
            "hs_code": Condition(prefixes=codes),
            "country_of_origin": Condition(among=tuple(chance.sample(COUNTRIES, 3))),
            "item_value": Condition(minimum=value),
        }
    kind = number % 4
    if kind == 0:
        return {"importer": Condition(among=tuple(f"I{chance.randint(0, 50_000)}" for _ in range(5)))}
    if kind == 1:
        return {
            "country_of_departure": Condition(among=(chance.choice(COUNTRIES),)),
            "transport_mode": Condition(among=(chance.choice(MODES),)),
            "unit_value": Condition(maximum=chance.uniform(0.001, 0.01)),
        }
    if kind == 2:
        return {
            "office": Condition(among=(chance.choice(OFFICES),)),
            "country_of_origin": Condition(among=(chance.choice(COUNTRIES),)),
            "net_mass": Condition(minimum=chance.uniform(9_000.0, 9_900.0)),
        }
    return {"unit_value": Condition(minimum=chance.uniform(40_000.0, 90_000.0)), "licences": Condition(present=False)}
