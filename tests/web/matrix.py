"""Who is answered what by every route: one word for each kind of caller. A route without a line fails the test.

The lines themselves stand in matrix.txt.

    ok      a page (200)                       no      not here (404)
    go      done, or led on by a page (303)    in      led to the sign-in page
    moved   the address has moved (308)        join    led to the associations: belongs nowhere yet
    bad     a form with faults (422)           late    refused as things stand (409)
    who     asked to sign in, as JSON (401)    odd     no operation that can be read, as JSON (400)

Where an address names something, it is alice's (bob's for signing, dora's for confirming); for everybody else it is not
there.
"""

from dataclasses import dataclass
from pathlib import Path

from tests.support.builders import HOME, PASSWORD
from tests.web.world import CALLERS, TOKEN, World, word
from tests.web.world_proofs import ORIGIN, PROOF

STATUS = {
    "ok": 200,
    "go": 303,
    "in": 303,
    "join": 303,
    "moved": 308,
    "no": 404,
    "bad": 422,
    "late": 409,
    "who": 401,
    "odd": 400,
}

TABLE = Path(__file__).with_suffix(".txt").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Line:
    """One route and method: the word for each caller."""

    method: str
    endpoint: str
    words: dict[str, str]

    @property
    def name(self) -> str:
        """As the table has it."""
        return f"{self.method} {self.endpoint}"


def _read(row: str) -> Line:
    method, endpoint, *words = row.split()
    return Line(method, endpoint, dict(zip(CALLERS, words, strict=True)))


LINES = [_read(row) for row in TABLE.strip().splitlines() if row and not row.startswith("#")]

# What somebody with a link but without its code can call.
GUESTS = ("page", "show", "code", "fresh", "statement", "sign", "sign_now", "done", "send_back")

# What stands in an address: the name of its owner and of the thing in the world; `*` alone is a fixed text.
NAMED: dict[str, tuple[str, str]] = {
    "accounts.end_device": ("session_id", "alice second visit"),
    "accounts.remove_passkey": ("passkey_id", "alice passkey"),
    "accounts.stop_recovery": ("person_id", "ruth"),
    "accounts.invite_back": ("person_id", "rita"),
    "people.invite_supervisor": ("person_id", "tom"),
    "people.end_supervisor": ("person_id", "tom"),
    "people.answer": ("person_id", "alice"),
    "entries.import_preview": ("upload_id", "alice upload"),
    "entries.import_save": ("upload_id", "alice upload"),
    "entries.show": ("entry_id", "alice disputed"),
    "entries.edit": ("entry_id", "alice waiting"),
    "entries.save_edit": ("entry_id", "alice waiting"),
    "entries.remove": ("entry_id", "alice waiting"),
    "entries.restore": ("entry_id", "alice removed"),
    "entries.drop_change": ("entry_id", "alice changed"),
    "signing.sign": ("intent_id", "alice intent"),
    "signing.sign_now": ("intent_id", "alice intent"),
    "signing.done": ("intent_id", "alice signed intent"),
    "signing.send_back": ("entry_id", "alice waiting"),
    "signing.ask": ("entry_id", "alice disputed"),
    "signing.withdraw": ("entry_id", "alice signed"),
    "signing.withdrawal": ("intent_id", "alice withdrawal"),
    "signing.withdraw_now": ("intent_id", "alice withdrawal"),
    "signing.strike": ("entry_id", "alice signed"),
    "signing.proposal": ("strike_id", "alice strike"),
    "signing.agree_to_strike": ("strike_id", "alice strike"),
    "signing.object_to_strike": ("strike_id", "alice strike"),
    "signing.take_strike_back": ("strike_id", "alice strike"),
    "guests.sign": ("intent_id", "alice intent"),
    "guests.sign_now": ("intent_id", "alice intent"),
    "guests.done": ("intent_id", "alice signed intent"),
    "guests.send_back": ("entry_id", "alice waiting"),
    "guests.again": ("person_id", "tom"),
    "guests.pass_on": ("person_id", "tom"),
    "groups.show": ("sheet_id", "alice sheet"),
    "groups.change": ("sheet_id", "alice sheet"),
    "groups.code": ("sheet_id", "alice sheet"),
    "groups.drop": ("sheet_id", "alice sheet"),
    "groups.not_right": ("entry_id", "alice born"),
    "groups.settle": ("entry_id", "alice born"),
    "proofs.own": ("entry_id", "alice signed"),
    "proofs.renew": ("entry_id", "alice signed"),
    "proofs.own_file": ("entry_id", "alice signed"),
    "standins.decline": ("entry_id", "alice stuck"),
    "standins.sign": ("intent_id", "alice stuck intent"),
    "standins.sign_now": ("intent_id", "alice stuck intent"),
    "standins.done": ("intent_id", "alice vouched intent"),
    "standins.my_way": ("entry_id", "alice stuck"),
    "standins.tell": ("entry_id", "alice stuck"),
    "standins.take_back": ("entry_id", "alice stuck"),
    "standins.name": ("entry_id", "alice stuck"),
    "standins.file": ("file_id", "alice evidence"),
    "standins.look": ("entry_id", "alice stuck"),
    "standins.confirm_with": ("entry_id", "alice stuck"),
    "standins.supervisor": ("person_id", "dora"),
    "standins.tell_for_all": ("person_id", "dora"),
    "standins.take_back_for_all": ("person_id", "dora"),
    "progress.goal": ("goal_id", "alice goal"),
    "progress.dates": ("goal_id", "alice goal"),
    "progress.endorsed": ("goal_id", "alice goal"),
    "progress.close": ("goal_id", "alice goal"),
    "association.person": ("person_id", "alice"),
    "association.invite_again": ("person_id", "tom"),
    "association.record_for": ("person_id", "dora"),
    "association.provider": ("qualification_id", "dora declared"),
    "association.refuse": ("qualification_id", "dora declared"),
    "association.question": ("entry_id", "alice disputed"),
}
FIXED = {
    "proofs.show": {"token": PROOF},
    "proofs.bundle": {"token": PROOF},
    "proofs.checkpoints": {"association_id": HOME},
    "proofs.hashes": {"association_id": HOME},
    "proofs.confirm_origin": {"public": ORIGIN},
    "proofs.refuse_origin": {"public": ORIGIN},
    "static": {"filename": "icons/favicon.svg"},
    "people.language": {"code": "en"},
    "people.tell": {"trait": "degree"},
    "people.answer": {"what": "end"},
    "guests.pass_on": {"how": "message"},
    **{f"guests.{name}": {"token": TOKEN} for name in GUESTS},
}
# The same kind of thing elsewhere, and of people whose log the office may not see.
FOREIGN = {
    "ruth": "olga",
    "rita": "olga",
    "tom": "petra",
    "dora": "petra",
    "alice": "olga",
    "dora declared": "petra declared",
    "alice second visit": "olga second visit",
}


def elsewhere(name: str) -> str:
    """The thing of the same kind in the other association."""
    return FOREIGN.get(name) or name.replace("alice", "olga")


MEETING = {
    "hours": "1",
    "minutes": "0",
    "medium": "video",
    "format": "individual",
    "kind": "reflective",
    "track": "both",
}
SHEET = {"held_on": "2026-10-01", "hours": "1", "minutes": "0", "medium": "video", "do": "keep"}
TERMS = {"category": "IFRS", "status": "endorsed", "degree": "master", "starts_on": "2024-01-01", "evidence": "seen"}
SOMEBODY = {"name": "New Person", "email": "new.person@example.org"}


def form(endpoint: str, world: World) -> dict[str, str]:
    """What a sound form of this route would send."""
    return {**_of_accounts(), **_of_log_and_signing(world), **_of_rooms(world)}.get(endpoint, {})


def _of_accounts() -> dict[str, dict[str, str]]:
    alices_mail = f"{word('alice', 'mail')}@example.org"
    return {
        "accounts.sign_in": {"email": alices_mail, "password": "not the one"},
        "accounts.sign_in_code": {"email": alices_mail},
        "accounts.join": {"email": alices_mail},
        "accounts.reset": {"email": alices_mail},
        "accounts.code": {"email": alices_mail, "code": "000000"},
        "accounts.addresses": {"email": "second@example.org"},
        "accounts.main_address": {"email": alices_mail},
        "accounts.remove_address": {"email": alices_mail},
        "accounts.choose_association": {"to": HOME},
        "accounts.join_association": {"to": ""},
        "accounts.consent": {"answer": "yes"},
        "accounts.change_password": {"current": "not the one", "password": "a good long password"},
        "accounts.new_passkey": {"password": "not the one"},
        "accounts.remove_passkey": {"password": PASSWORD},
        "accounts.recovery_code_sheet": {"password": PASSWORD},
        "accounts.invite_back": {"email": "safe@example.org"},
    }


def _of_log_and_signing(world: World) -> dict[str, dict[str, str]]:
    return {
        "entries.save_new": MEETING | {"held_on": "2026-10-01", "supervisor": world["bob"]},
        "entries.save_several": MEETING | {"days": "2026-10-01\n2026-10-02", "supervisor": world["bob"]},
        "entries.save_edit": MEETING | {"held_on": "2026-10-01", "supervisor": world["bob"], "base_version": "1"},
        "entries.import_save": {"do": "look"},
        "signing.statement_of": {"line": f"{HOME}/{world['alice waiting']}/1"},
        "signing.sign_now": {"password": PASSWORD},
        "signing.send_back": {"version": "1", "reason": "date"},
        "signing.ask": {"words": "It was an hour."},
        "signing.withdraw": {"version": "1", "reason": "date"},
        "signing.withdraw_now": {"password": PASSWORD},
        "signing.strike": {"version": "1", "reason": "duplicate"},
        "signing.object_to_strike": {"words": "We did meet."},
    }


def _of_rooms(world: World) -> dict[str, dict[str, str]]:
    return {
        "people.me": {"name": "New Name", "zone": "America/Denver", "language": "en"},
        "people.tell": {"degree-value": "master"},
        "people.new_endorsement": TERMS | {"issuer": HOME},
        "people.supervisors": SOMEBODY,
        "people.supervisees": SOMEBODY | {"place": HOME},
        "people.answer": {"place": HOME},
        "erasure.erase_now": {"password": PASSWORD},
        "groups.create": SHEET | {"here": world["alice"]},
        "groups.change": SHEET | {"here": world["alice"]},
        "groups.start": SHEET | {"supervisor": world["bob"]},
        "groups.join_now": {"code": "BCDFGH"},
        "groups.not_right": {"words": "I was there for an hour."},
        "standins.statement_of": {"line": f"{HOME}/{world['alice stuck']}/1"},
        "standins.sign_now": {"password": PASSWORD},
        "standins.tell": {"reason": "left"},
        "standins.name": SOMEBODY | {"relation": "group-member", "line": world["alice stuck"]},
        "standins.confirm_with": {"words": "A paper log"},
        "standins.tell_for_all": {"reason": "retired"},
        "progress.add_goal": {"kind": "earn", "category": "IMHS", "track": "both"},
        "progress.dates": {"applied_on": "2026-02-01"},
        "progress.endorsed": {"endorsed_on": "2026-06-01"},
        "association.add": SOMEBODY | {"role": "supervisee"},
        "association.record_for": TERMS,
        "association.provider": TERMS,
        "association.add_provider": SOMEBODY | TERMS,
        "association.confirm_selected": {"held": world["dora declared"]},
        "association.question": {"words": "Both of you are right."},
        "association.settings": {"contact": "office@example.org"},
    }
