"""Every code that counting answers with is a plain sentence, and no sentence judges anybody."""

from dataclasses import dataclass
from datetime import date

import pytest
from flask import Flask
from flask_babel import Babel

from rs_tracker.domain.categories import CATEGORIES
from rs_tracker.domain.standing import (
    CERTAINTIES,
    CHECKS,
    ENDED,
    FLAGS,
    NEVER_HELD,
    NOT_YET_CONFIRMED,
    REASONS,
    Gap,
    Window,
)
from rs_tracker.web import credentials, marks, reasons
from rs_tracker.web.reasons import Session

WINDOW = Window(date(2026, 1, 1), date(2026, 12, 31))


@dataclass(frozen=True, slots=True)
class Brought:
    reasons: tuple[str, ...]
    kind: str = "renew"
    category: str = "IFS"
    counted: int = 0
    waiting: int = 0
    gap: Gap | None = None
    window: Window | None = WINDOW


@pytest.fixture
def wordy() -> Flask:
    """As much of an app as sentences need."""
    app = Flask("words")
    Babel(app)
    return app


def told(app: Flask, brought: Brought, session: Session) -> list[str]:
    with app.test_request_context():
        return [one.text for one in reasons.sentences(brought, session)]


SESSION = Session(date(2026, 5, 4), 60, "Ana Lopez")


@pytest.mark.parametrize("code", REASONS)
@pytest.mark.parametrize("kind", ["earn", "renew"])
def test_every_reason_is_one_sentence(wordy: Flask, code: str, kind: str) -> None:
    (text,) = told(wordy, Brought((code,), kind, counted=60 if code == "counts" else 0), SESSION)
    assert text.endswith(".")
    assert text[0].isupper()
    assert "qualified" not in text


@pytest.mark.parametrize("gap", [NOT_YET_CONFIRMED, ENDED, NEVER_HELD])
def test_a_supervisor_who_held_nothing_that_day_is_named_with_what_is_known(wordy: Flask, gap: str) -> None:
    ended = date(2026, 3, 4) if gap == "ended" else None
    (text,) = told(wordy, Brought(("provider-not-current",), gap=Gap(gap, ended)), SESSION)
    assert "Ana Lopez" in text
    assert {"ended": "ended on March 4, 2026", "never-held": "No credential", "not-yet-confirmed": "not confirmed"}[
        gap
    ] in text


def test_reasons_come_in_their_order_and_hindrances_leave_the_signature_out(wordy: Flask) -> None:
    brought = Brought(("not-signed", "outside-window", "age-band"))
    with wordy.test_request_context():
        assert [one.code for one in reasons.sentences(brought, SESSION)] == list(brought.reasons)
        assert [one.code for one in reasons.hindrances(brought, SESSION)] == ["outside-window", "age-band"]


def test_what_was_sent_back_says_so_instead_of_waiting(wordy: Flask) -> None:
    sent_back = Session(date(2026, 5, 4), 60, "Ana Lopez", is_sent_back=True)
    (text,) = told(wordy, Brought(("not-signed",)), sent_back)
    assert text == "Sent back by Ana Lopez; it can count once it is corrected and signed."


def test_a_session_dated_ahead_is_not_called_outside_the_period(wordy: Flask) -> None:
    ahead = Session(date(2026, 12, 4), 60, "Ana Lopez", today=date(2026, 11, 21))
    assert told(wordy, Brought(("outside-window",)), ahead) == ["Dated after today, so it is not counted yet."]


def test_a_large_group_says_how_much_of_it_counts(wordy: Flask) -> None:
    (counts, group) = told(wordy, Brought(("counts", "group-size"), counted=48), SESSION)
    assert counts == "Counts."
    assert "48 min of 1 h count" in group
    (group,) = told(wordy, Brought(("group-size",)), SESSION)
    assert group == "The group was larger than your association counts."


def test_a_session_of_which_only_a_part_counts_says_which(wordy: Flask) -> None:
    assert told(wordy, Brought(("counts",), category="ERS", counted=20), SESSION) == [
        "Counts with the 20 min about the supervision you give."
    ]


def test_marks_certainties_and_checks_have_words(wordy: Flask) -> None:
    with wordy.test_request_context():
        said = [marks.certainty(code) for code in CERTAINTIES] + [marks.check(name) for name in CHECKS]
        said += [marks.flag_label(code) for code in FLAGS]
        said += [
            marks.flag(code, certainty=sure, is_date_known=known)
            for code in FLAGS
            for sure in ("", "assumed")
            for known in (True, False)
        ]
    assert all(said)
    assert len(set(said[: len(CERTAINTIES)])) == len(CERTAINTIES)


def test_every_credential_has_a_name_with_its_acronym(wordy: Flask) -> None:
    with wordy.test_request_context():
        names = {code: credentials.full_name(code) for code in CATEGORIES}
    assert names["IFS"] == "Infant Family Specialist (IFS, formerly level II)"
    assert names["ERS"] == "Endorsed Reflective Supervisor (ERS)"
    assert all(code in name for code, name in names.items())
    assert len(set(names.values())) == len(CATEGORIES)
