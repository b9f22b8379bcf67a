"""Who may read whose marked words: the other half of the world, against which every answer is held."""

from tests.web.world import AT_HOME, ELSEWHERE, HIDDEN, word


def may_see(caller: str, found: str) -> bool:
    """Whether this word may stand before these eyes."""
    whose = {name: _fields(caller, name) for name in (*AT_HOME, *ELSEWHERE, "nora", "tom", "home", "other")}
    return any(found == word(name, what) for name, fields in whose.items() for what in fields)


PUBLIC_NAME = ("name",)
CARD = ("name", "mail")
DISPUTE = ("returna", "returnb", "statement", "otherside", "struck", "cancelled")
OWN = (
    *CARD,
    *DISPUTE,
    "file",
    "cell",
    "device",
    "passkey",
    "ownlink",
    "homelink",
    "otherlink",
    "homeissuer",
    "otherissuer",
)
OFFICE_OF = {"dana": "home", "erin": "other"}


def _fields(caller: str, name: str) -> tuple[str, ...]:
    """Which of somebody's words, or of an association's, this caller may read."""
    if caller == "nobody":
        return ()
    if caller == name:
        return OWN
    is_home, is_other = caller in AT_HOME, caller in ELSEWHERE
    if name in ("home", "other"):
        is_member = (is_home and name == "home") or (is_other and name == "other")
        return ("contact", "code") if OFFICE_OF.get(caller) == name else ("contact",) if is_member else ()
    if caller in OFFICE_OF:
        return _seen_by_office(OFFICE_OF[caller], name)
    return WORKS_WITH.get((caller, name), PUBLIC_NAME if name in KNOWN[_of(caller)] else ())


def _of(caller: str) -> str:
    return "both" if caller == "bob" else "home" if caller in AT_HOME else "other" if caller in ELSEWHERE else "none"


def _seen_by_office(here: str, name: str) -> tuple[str, ...]:
    members = {"home": (*AT_HOME, "tom"), "other": tuple(ELSEWHERE)}[here]
    if name not in members:
        return ()
    if name in HIDDEN:
        return CARD
    return (*CARD, *DISPUTE, f"{here}evidence", f"{here}issuer", f"{here}link", "ownlink")


# Whom members know by name: the confirmed supervisors of their association, and its office.
KNOWN = {
    "home": ("bob", "dora", "dana"),
    "other": ("bob", "petra", "erin"),
    "both": ("bob", "dora", "dana", "petra", "erin"),
    "none": (),
}
WORKS_WITH = {
    ("alice", "bob"): CARD,
    ("alice", "tom"): CARD,
    ("bob", "alice"): (*CARD, *DISPUTE),
    ("bob", "olga"): CARD,
    ("charlie", "dora"): CARD,
    ("charlie", "alice"): ("name",),
    ("alice", "charlie"): ("name",),
    ("olga", "bob"): CARD,
    ("olga", "petra"): CARD,
}
