"""Every condition of a co-signature, one by one: the line below may be signed, and each change of it may not."""

from dataclasses import replace
from datetime import date

import pytest

from rs_tracker.domain import signing
from rs_tracker.domain.signing import Line

TODAY = date(2026, 11, 21)
LINE = Line("alice", "bob", "waiting", version=2, sha256="ab" * 32, held_on=TODAY)


def fault(line: Line | None, signer: str = "bob", version: int = 2, sha256: str = "ab" * 32) -> str | None:
    return signing.fault(line, signer, version, sha256, TODAY)


def test_the_named_supervisor_signs_what_was_shown() -> None:
    assert fault(LINE) is None
    assert fault(replace(LINE, state="changed")) is None


def test_what_somebody_confirmed_in_their_place_they_sign_all_the_same() -> None:
    assert fault(replace(LINE, state="vouched")) is None


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (None, signing.NOT_YOURS),
        (replace(LINE, provider_id="charlie"), signing.NOT_YOURS),
        (replace(LINE, provider_id=None), signing.NOT_YOURS),
        (replace(LINE, owner_id="bob"), signing.OWN),
        (replace(LINE, state="signed"), signing.SIGNED),
        (replace(LINE, state="signed", version=3), signing.GONE),
        (replace(LINE, state="returned"), signing.GONE),
        (replace(LINE, state="removed"), signing.GONE),
        (replace(LINE, state="withdrawn"), signing.GONE),
        (replace(LINE, state="voided"), signing.GONE),
        (replace(LINE, version=3), signing.CHANGED),
        (replace(LINE, sha256="cd" * 32), signing.CHANGED),
        (replace(LINE, held_on=date(2026, 11, 22)), signing.FUTURE),
    ],
)
def test_each_missing_condition_is_told(line: Line | None, expected: str) -> None:
    assert fault(line) == expected


def test_what_is_odd_about_a_line_is_marked() -> None:
    def marks(
        state: str = "waiting", minutes: int = 60, held_on: date = TODAY, is_twin: bool = False
    ) -> tuple[str, ...]:
        return signing.marks(state, minutes, held_on, TODAY, is_twin)

    assert marks() == ()
    assert marks(minutes=signing.LONG_MINUTES) == ()
    assert marks(minutes=signing.LONG_MINUTES + 1) == (signing.LONG,)
    assert marks(state="changed") == (signing.CORRECTION,)
    assert marks(is_twin=True) == (signing.DUPLICATE,)
    assert marks(held_on=date(2026, 11, 22)) == (signing.AHEAD,)
