"""The states of an entry and the moves between them: one table, and whatever is not in it is refused.

    waiting    logged, nobody has signed it yet
    returned   sent back to its owner with a reason
    signed     its newest agreed version is signed
    changed    signed, and a newer version waits; the signed one goes on counting until the newer one is signed
    withdrawn  its supervisor cancelled the signature; it neither counts nor waits
    voided     the office and a second person struck the signature; it neither counts nor waits
    vouched    confirmed by a stand-in or the office in the supervisor's place; never a co-signature
    removed    an entry without a signature that its owner took out, and may put back

That a version was replaced is a fact about the version: the entry itself is `signed` again. A signed entry cannot be
removed, only corrected. An older signed version never comes back: when a signature ends, the entry is signed no more.
What its owner said since goes on waiting (`changed` becomes `waiting`); where nothing newer waits, the entry stays as
it was said and is seen to be cancelled or struck, until its owner corrects it: then that new version waits like any
other. A withdrawn or struck version itself is never signed again.
"""

WAITING, RETURNED, SIGNED, CHANGED, REMOVED = "waiting", "returned", "signed", "changed", "removed"
WITHDRAWN, VOIDED, VOUCHED = "withdrawn", "voided", "vouched"
STATES = (WAITING, RETURNED, SIGNED, CHANGED, REMOVED, WITHDRAWN, VOIDED, VOUCHED)

CORRECT, SIGN, SEND_BACK, DROP_CHANGE, REMOVE = "correct", "sign", "send-back", "drop-change", "remove"
RESTORE, WITHDRAW, VOID, VOUCH, CARRY = "restore", "withdraw", "void", "vouch", "carry"
VERBS = (CORRECT, SIGN, SEND_BACK, DROP_CHANGE, REMOVE, RESTORE, WITHDRAW, VOID, VOUCH, CARRY)

MOVES: dict[tuple[str, str], str] = {
    (WAITING, CORRECT): WAITING,
    (WAITING, SIGN): SIGNED,
    (WAITING, SEND_BACK): RETURNED,
    (WAITING, REMOVE): REMOVED,
    (WAITING, VOUCH): VOUCHED,
    # It came from another association with the proof that it was signed there.
    (WAITING, CARRY): SIGNED,
    (RETURNED, CORRECT): WAITING,
    (RETURNED, REMOVE): REMOVED,
    (SIGNED, CORRECT): CHANGED,
    (SIGNED, WITHDRAW): WITHDRAWN,
    (SIGNED, VOID): VOIDED,
    (CHANGED, CORRECT): CHANGED,
    (CHANGED, SIGN): SIGNED,
    # A change that is sent back or dropped leaves the signed version as it was.
    (CHANGED, SEND_BACK): SIGNED,
    (CHANGED, DROP_CHANGE): SIGNED,
    # The signature ends; the newer version is still somebody's to sign.
    (CHANGED, WITHDRAW): WAITING,
    (CHANGED, VOID): WAITING,
    # A signature that comes after all takes the place of a confirmation; a correction ends it, and waits anew.
    (VOUCHED, SIGN): SIGNED,
    (VOUCHED, CORRECT): WAITING,
    (VOUCHED, VOID): VOIDED,
    (WITHDRAWN, CORRECT): WAITING,
    (VOIDED, CORRECT): WAITING,
    (REMOVED, RESTORE): WAITING,
}

# States in which somebody is asked to sign the newest version.
ASKS_FOR_SIGNATURE = frozenset({WAITING, CHANGED})
# States in which some version is signed, and those in which the version that stands was signed once and is no more.
HOLDS_SIGNATURE = frozenset({SIGNED, CHANGED})
ENDED = frozenset({WITHDRAWN, VOIDED})
# States in which an entry is no record of a meeting any more: nothing is its double.
NO_RECORD = ENDED | {REMOVED}


class NotAllowed(ValueError):
    """An entry in this state does not take this verb."""

    def __init__(self, state: str, verb: str) -> None:
        super().__init__(f"{verb} is not possible while {state}")
        self.state = state
        self.verb = verb


def move(state: str, verb: str) -> str:
    """The state after a verb; NotAllowed for every pair that is not in the table."""
    try:
        return MOVES[state, verb]
    except KeyError:
        raise NotAllowed(state, verb) from None
