"""The table of an entry's states, and everything that is not in it."""

import itertools

import pytest

from rs_tracker.domain.lifecycle import (
    ASKS_FOR_SIGNATURE,
    CARRY,
    CHANGED,
    CORRECT,
    DROP_CHANGE,
    ENDED,
    HOLDS_SIGNATURE,
    MOVES,
    REMOVE,
    REMOVED,
    RESTORE,
    RETURNED,
    SEND_BACK,
    SIGN,
    SIGNED,
    STATES,
    VERBS,
    VOID,
    VOIDED,
    VOUCH,
    VOUCHED,
    WAITING,
    WITHDRAW,
    WITHDRAWN,
    NotAllowed,
    move,
)


def test_an_entry_that_was_sent_back_waits_again_once_corrected() -> None:
    assert move(move(move(WAITING, SEND_BACK), CORRECT), SIGN) == SIGNED


def test_a_correction_after_signing_waits_beside_the_signed_version() -> None:
    assert move(SIGNED, CORRECT) == CHANGED
    assert move(CHANGED, SIGN) == SIGNED
    assert move(CHANGED, CORRECT) == CHANGED


def test_a_change_that_comes_to_nothing_leaves_the_signature() -> None:
    assert move(CHANGED, SEND_BACK) == SIGNED
    assert move(CHANGED, DROP_CHANGE) == SIGNED


@pytest.mark.parametrize("state", [SIGNED, CHANGED])
def test_what_was_signed_cannot_be_taken_out(state: str) -> None:
    with pytest.raises(NotAllowed, match=f"remove is not possible while {state}"):
        move(state, REMOVE)


def test_an_entry_is_not_signed_twice_nor_while_it_is_returned() -> None:
    for state in (SIGNED, RETURNED, REMOVED, *ENDED):
        with pytest.raises(NotAllowed):
            move(state, SIGN)


def test_what_was_taken_out_can_be_put_back() -> None:
    assert move(move(WAITING, REMOVE), RESTORE) == WAITING


@pytest.mark.parametrize(("state", "verb"), [pair for pair in itertools.product(STATES, VERBS) if pair not in MOVES])
def test_every_move_outside_the_table_is_refused(state: str, verb: str) -> None:
    with pytest.raises(NotAllowed) as refusal:
        move(state, verb)
    assert (refusal.value.state, refusal.value.verb) == (state, verb)


def test_the_table_speaks_of_known_states_and_verbs_only() -> None:
    assert {state for state, _ in MOVES} | set(MOVES.values()) == set(STATES)
    assert {verb for _, verb in MOVES} == set(VERBS)


def test_only_what_waits_takes_a_signature_or_what_was_confirmed_in_its_place() -> None:
    assert {state for state, verb in MOVES if verb == SIGN} == {*ASKS_FOR_SIGNATURE, VOUCHED}
    assert move(VOUCHED, SIGN) == SIGNED


def test_only_a_waiting_entry_is_confirmed_in_its_supervisors_place() -> None:
    assert {state for state, verb in MOVES if verb == VOUCH} == {WAITING}
    assert move(WAITING, VOUCH) == VOUCHED


def test_only_a_waiting_entry_can_turn_out_to_be_signed_elsewhere() -> None:
    assert {state for state, verb in MOVES if verb == CARRY} == {WAITING}
    assert move(WAITING, CARRY) == SIGNED


def test_a_correction_ends_a_confirmation_and_waits_anew() -> None:
    assert move(VOUCHED, CORRECT) == WAITING
    assert move(VOUCHED, VOID) == VOIDED


def test_a_signed_version_is_lost_only_by_being_cancelled_or_struck() -> None:
    for (state, verb), then in MOVES.items():
        if state in HOLDS_SIGNATURE:
            assert (then in HOLDS_SIGNATURE) == (verb not in (WITHDRAW, VOID))


@pytest.mark.parametrize(("verb", "ended"), [(WITHDRAW, WITHDRAWN), (VOID, VOIDED)])
def test_when_a_signature_ends_only_what_was_said_since_goes_on_waiting(verb: str, ended: str) -> None:
    assert move(SIGNED, verb) == ended
    assert move(CHANGED, verb) == WAITING
    assert move(ended, CORRECT) == WAITING


def test_a_cancelled_or_struck_entry_takes_nothing_but_a_correction() -> None:
    assert {verb for state, verb in MOVES if state in ENDED} == {CORRECT}
