"""The states of an entry and the moves between them: one table, and whatever is not in it is refused.

    waiting    logged, nobody has signed it yet
    returned   sent back to its owner with a reason
    signed     its newest agreed version is signed
    changed    signed, and a newer version waits; the signed one goes on counting until the newer one is signed
    removed    a never-signed entry that its owner took out, and may put back

That a version was replaced is a fact about the version: the entry itself is `signed` again. A signed entry cannot be
removed, only corrected.
"""

WAITING, RETURNED, SIGNED, CHANGED, REMOVED = "waiting", "returned", "signed", "changed", "removed"
STATES = (WAITING, RETURNED, SIGNED, CHANGED, REMOVED)

CORRECT, SIGN, SEND_BACK, DROP_CHANGE, REMOVE = "correct", "sign", "send-back", "drop-change", "remove"
RESTORE = "restore"
VERBS = (CORRECT, SIGN, SEND_BACK, DROP_CHANGE, REMOVE, RESTORE)

MOVES: dict[tuple[str, str], str] = {
    (WAITING, CORRECT): WAITING,
    (WAITING, SIGN): SIGNED,
    (WAITING, SEND_BACK): RETURNED,
    (WAITING, REMOVE): REMOVED,
    (RETURNED, CORRECT): WAITING,
    (RETURNED, REMOVE): REMOVED,
    (SIGNED, CORRECT): CHANGED,
    (CHANGED, CORRECT): CHANGED,
    (CHANGED, SIGN): SIGNED,
    # A change that is sent back or dropped leaves the signed version as it was.
    (CHANGED, SEND_BACK): SIGNED,
    (CHANGED, DROP_CHANGE): SIGNED,
    (REMOVED, RESTORE): WAITING,
}

# States in which somebody is asked to sign the newest version.
ASKS_FOR_SIGNATURE = frozenset({WAITING, CHANGED})


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
