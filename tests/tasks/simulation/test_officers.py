"""Simulated officers: most answer in time and rightly, some late, some wrongly, some never; the same for a seed."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sql.terms import AnswerFound
from tasks.simulation.officers import NEVER, Work, found_by, words_for, work_on

ASKED, DUE = date(2021, 1, 4), date(2021, 1, 18)


def test_most_answer_in_time_some_late_some_never_and_a_few_wrongly() -> None:
    works = [work_on(7, f"key {number}", ASKED, DUE) for number in range(4_000)]
    done = [work for work in works if work is not None]
    late = sum(work.on > DUE for work in done)
    assert 0.6 * NEVER < (len(works) - len(done)) / len(works) < 1.4 * NEVER
    assert 0.1 < late / len(done) < 0.25
    assert 0.03 < sum(work.wrong for work in done) / len(done) < 0.1
    assert len({work.on for work in done}) > 20


@given(st.integers(0, 2**32), st.text(max_size=30), st.dates(max_value=date(2200, 1, 1)), st.integers(0, 400))
def test_nobody_answers_before_being_asked_and_the_same_comes_of_the_same(
    seed: int, key: str, asked_on: date, days: int
) -> None:
    work = work_on(seed, key, asked_on, asked_on + timedelta(days=days))
    assert work == work_on(seed, key, asked_on, asked_on + timedelta(days=days))
    assert work is None or (work.on >= asked_on and 0.0 <= work.way <= 1.0)


def test_what_is_found_is_what_is_true_unless_the_officer_errs() -> None:
    right, wrong = Work(DUE, wrong=False, way=0.0), Work(DUE, wrong=True, way=1.0)
    assert found_by(right, True) is found_by(wrong, False) is AnswerFound.CONFIRMED
    assert found_by(right, False) is found_by(wrong, True) is AnswerFound.UNFOUNDED
    assert found_by(wrong, None) is AnswerFound.UNDECIDED
    assert len({words_for(found, way) for found in AnswerFound for way in (0.0, 0.5, 1.0)}) == 6
