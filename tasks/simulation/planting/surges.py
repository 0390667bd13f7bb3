"""Sudden surges of goods from origins that hardly traded them before."""

import numpy as np

from tasks.simulation.planting.cases import Cases

_PER_WAVE, _WAVE_DAYS = 40, 18
_EXTRA_DUTY = 0.2  # additional duty of the true origin, as a share of the value
_NEW_ORIGINS = np.array(["LK", "NP", "MN", "PG", "JO", "UZ", "DO", "MU"], dtype=object)


def evade_extra_duty(cases: Cases) -> np.ndarray:
    """Bring waves of goods under extra duty, by many importers, declared with an origin that is free of it.

    The waves are spread over the second half of the period; each is one HS code of one origin within 18 days.
    """
    plan, columns, rows, chance = cases.plan, cases.columns, cases.rows, cases.chance
    wave = np.arange(len(rows)) // _PER_WAVE
    waves = int(wave[-1]) + 1
    half = plan.days // 2
    starts = half + (np.arange(waves) + chance.random(waves)) / waves * max(plan.days - half - _WAVE_DAYS, 1)
    mixed = chance.permutation(rows)
    places = cases.dutiable(waves, 5)[wave]
    mass = cases.masses(places, 0.5)
    cases.set_goods(mixed, places, mass)
    columns["item_value"][mixed] = np.round(columns["item_value"][mixed] * np.exp(chance.normal(0, 0.1, len(rows))), 2)
    columns["day"][mixed] = np.minimum(
        starts[wave].astype(int) + chance.integers(0, _WAVE_DAYS, len(rows)), plan.days - 1
    )
    origin = _NEW_ORIGINS[chance.permutation(max(waves, len(_NEW_ORIGINS))) % len(_NEW_ORIGINS)][wave]
    columns["country_of_origin"][mixed] = origin
    columns["country_of_departure"][mixed] = origin
    evaded: np.ndarray = columns["item_value"][rows] * _EXTRA_DUTY
    return evaded
