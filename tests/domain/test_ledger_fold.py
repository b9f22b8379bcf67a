"""What counts after the rows of a ledger: a fold that anybody can repeat."""

import pytest

from rs_tracker.domain import ledger
from rs_tracker.domain.ledger import believed, fold


def row(kind: str, entry: str = "a", version: object = 1) -> dict[str, object]:
    return {"kind": kind, "entry": entry, "version": version}


@pytest.mark.parametrize("kind", ["attest", "amend", "vouch", "carry"])
def test_a_confirmation_puts_its_version_in_force(kind: str) -> None:
    assert fold([row(kind, version=3)]) == {"a": 3}


@pytest.mark.parametrize("kind", ["withdraw", "void"])
def test_an_ended_confirmation_leaves_nothing_and_the_older_does_not_come_back(kind: str) -> None:
    assert fold([row("attest"), row(kind)]) == {"a": None}
    assert fold([row("attest"), row("amend", version=2), row(kind, version=2)]) == {"a": None}


@pytest.mark.parametrize("kind", ["withdraw", "void"])
def test_the_end_of_another_version_changes_nothing(kind: str) -> None:
    assert fold([row("attest"), row("amend", version=2), row(kind, version=1)]) == {"a": 2}
    assert fold([row("attest", version=2), row(kind, version=3)]) == {"a": 2}


def test_an_end_without_a_beginning_is_none() -> None:
    assert fold([row("withdraw")]) == {}


def test_signed_again_it_counts_again() -> None:
    assert fold([row("attest"), row("withdraw"), row("attest", version=2)]) == {"a": 2}


def test_entries_do_not_mix() -> None:
    assert fold([row("attest"), row("attest", "b", 5), row("void", "b", 5)]) == {"a": 1, "b": None}


@pytest.mark.parametrize("kind", ["confirm", "unconfirm", "erase", "key-rotate", "key-root", "key-revoke"])
def test_other_rows_count_nothing(kind: str) -> None:
    assert fold([row("attest"), row(kind)]) == fold([row("attest"), row(kind, version=2)]) == {"a": 1}
    assert fold([{"kind": kind, "of": [1]}]) == {}


def test_a_row_that_is_not_about_an_entry_of_ours_is_passed_over() -> None:
    assert fold([{"kind": "attest", "entry": 7, "version": 1}, row("attest", version="1")]) == {}


def test_a_revoked_key_is_believed_before_its_day_and_not_from_it_on() -> None:
    assert believed("k", 4, {"k": 5})
    assert not believed("k", 5, {"k": 5})
    assert not believed("k", 6, {"k": 5})
    assert believed("other", 6, {"k": 5})
    assert believed("k", 6, {})


def test_every_kind_is_known_once() -> None:
    assert ledger.BEGINS | ledger.ENDS <= ledger.KINDS
    assert not ledger.BEGINS & ledger.ENDS
