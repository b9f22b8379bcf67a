"""Every condition under which a signature ends, one by one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from rs_tracker.domain import endings
from rs_tracker.domain.endings import Signed

SIGNED = Signed(owner_id="alice", signer_id="bob", signed_version=2)
DANA = frozenset({"coordinator"})
NOW = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)


def test_the_signer_cancels_their_own_signature() -> None:
    assert endings.fault_of_withdrawing(SIGNED, "bob", 2) is None


@pytest.mark.parametrize(
    ("entry", "actor_id", "version", "fault"),
    [
        (None, "bob", 2, endings.NOT_YOURS),
        (SIGNED, "alice", 2, endings.NOT_YOURS),
        (SIGNED, "dana", 2, endings.NOT_YOURS),
        (SIGNED, "bob", 1, endings.NOT_SIGNED),
        (SIGNED, "bob", 3, endings.NOT_SIGNED),
        (replace(SIGNED, signed_version=None), "bob", 2, endings.NOT_SIGNED),
        (replace(SIGNED, signer_id=None), "bob", 2, endings.NOT_YOURS),
    ],
)
def test_nobody_else_cancels_and_nothing_else_is_cancelled(
    entry: Signed | None, actor_id: str, version: int, fault: str
) -> None:
    assert endings.fault_of_withdrawing(entry, actor_id, version) == fault


def test_a_coordinator_proposes_to_strike() -> None:
    assert endings.fault_of_striking(SIGNED, "dana", DANA, 2) is None


@pytest.mark.parametrize(
    ("entry", "actor_id", "roles", "version", "fault"),
    [
        (None, "dana", DANA, 2, endings.NOT_YOURS),
        (SIGNED, "dana", frozenset(), 2, endings.NOT_YOURS),
        (SIGNED, "dana", frozenset({"admin", "supervisor"}), 2, endings.NOT_YOURS),
        (SIGNED, "dana", DANA, 1, endings.NOT_SIGNED),
        (SIGNED, "dana", DANA, 3, endings.NOT_SIGNED),
        (replace(SIGNED, signed_version=None), "dana", DANA, 2, endings.NOT_SIGNED),
        (SIGNED, "alice", DANA, 2, endings.PARTY),
        (SIGNED, "bob", DANA, 2, endings.PARTY),
    ],
)
def test_nobody_proposes_it_about_their_own_or_without_the_office(
    entry: Signed | None, actor_id: str, roles: frozenset[str], version: int, fault: str
) -> None:
    assert endings.fault_of_striking(entry, actor_id, roles, version) == fault


@pytest.mark.parametrize(
    ("actor_id", "roles", "second"),
    [
        ("bob", frozenset(), "signer"),
        ("bob", DANA, "signer"),
        ("alice", frozenset(), "supervisee"),
        ("alice", DANA, "supervisee"),
        ("erin", DANA, "officer"),
        ("erin", frozenset({"admin"}), "officer"),
        ("erin", frozenset({"supervisor", "supervisee"}), None),
        ("dana", DANA, None),
    ],
)
def test_the_second_person_is_a_party_or_another_officer(
    actor_id: str, roles: frozenset[str], second: str | None
) -> None:
    assert endings.second_of(SIGNED, "dana", actor_id, roles) == second


def test_not_even_a_party_is_second_to_their_own_proposal() -> None:
    assert endings.second_of(SIGNED, "bob", "bob", DANA) is None


@pytest.mark.parametrize(
    ("officers", "alone"),
    [(["dana"], True), ([], True), (["dana", "alice", "bob"], True), (["dana", "erin"], False), (["erin"], False)],
)
def test_an_office_is_alone_with_nobody_but_the_proposer_and_the_parties(officers: list[str], alone: bool) -> None:
    assert endings.is_alone(SIGNED, "dana", officers) == alone


def test_silence_is_agreement_only_for_an_office_of_one_and_before_any_objection() -> None:
    assert endings.notice_until(alone=True, was_objected=False, now=NOW) == NOW + timedelta(days=7)
    assert endings.notice_until(alone=False, was_objected=False, now=NOW) is None
    assert endings.notice_until(alone=True, was_objected=True, now=NOW) is None


def test_a_notice_is_over_when_its_days_are() -> None:
    assert endings.notice_is_over(NOW, NOW)
    assert endings.notice_is_over(NOW, NOW + timedelta(seconds=1))
    assert not endings.notice_is_over(NOW, NOW - timedelta(seconds=1))
    assert not endings.notice_is_over(None, NOW)


def test_the_reasons_are_the_ones_the_tables_know() -> None:
    assert set(endings.WHY_STRUCK) == {"not_held", "wrong_person", "duplicate", "by_mistake", "other"}
    assert set(endings.WHY_WITHDRAWN) == {"date", "length", "not_reflective", "not_there", "by_mistake", "other"}
