"""Two associations full of marked words: whose word turns up in an answer tells who was let see what.

Every text that is stored begins with `kanari`, then whose it is, then which field: `kanarialicemail@example.org`.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from uuid import uuid4

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from rs_tracker.domain.actor import COORDINATOR, SUPERVISEE, SUPERVISOR, Actor
from rs_tracker.features.entries import service as entries
from rs_tracker.features.entries import sheet_import
from rs_tracker.features.entries.draft import Draft, Named
from rs_tracker.features.people import invitations
from rs_tracker.features.people.asks import token_hash
from rs_tracker.features.progress import service as progress
from rs_tracker.features.signing import returns
from rs_tracker.features.signing import service as signing
from rs_tracker.store.tables import (
    Endorsement,
    Entry,
    GuestLink,
    GuestRequest,
    Person,
    Qualification,
    WebSession,
)
from tests.support import builders
from tests.support.authenticator import passkey
from tests.support.builders import HOME, LONG_AGO, NOW, OTHER
from tests.web import world_endings, world_groups, world_proofs, world_standins

DAY = date(2026, 11, 18)
SHEET = "Date,Hours,Supervisor\n2026-11-02,1.5,{name}\n"

# Who is where; the first nine also call.
AT_HOME: dict[str, tuple[str, ...]] = {
    "mona": (),
    "alice": (SUPERVISEE,),
    "bob": (SUPERVISOR,),
    "charlie": (SUPERVISEE,),
    "dana": (COORDINATOR,),
    "dora": (SUPERVISOR,),
    "quinn": (SUPERVISEE,),
    "nell": (SUPERVISEE,),
    "rita": (SUPERVISEE,),
    "ruth": (SUPERVISEE,),
}
ELSEWHERE: dict[str, tuple[str, ...]] = {
    "bob": (SUPERVISOR,),
    "erin": (COORDINATOR,),
    "olga": (SUPERVISEE,),
    "petra": (SUPERVISOR,),
}
HIDDEN: dict[str, bool | None] = {"quinn": False, "nell": None}
TOKEN = "a-link-that-came-by-mail-to-tom-"
CALLERS = ("nobody", "nora", "mona", "alice", "bob", "charlie", "dana", "erin", "olga")


@dataclass(slots=True)
class World:
    """Ids by what they are: people by name, everything else as `alice waiting`, `olga goal`."""

    ids: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.ids[name]


def word(whose: str, what: str) -> str:
    """The marked word for one stored text."""
    return f"kanari{whose}{what}"


def made(db: Session) -> World:
    """Everything, through the services that people's presses go through."""
    world = World()
    for association_id in (HOME, OTHER):
        builders.association(db, association_id)
        builders.set_association(
            db,
            association_id,
            contact=f"{word(_short(association_id), 'contact')}@example.org",
            join_code=word(_short(association_id), "code"),
        )
    _people(db, world)
    _held(db, world)
    _log(db, world, "alice", HOME, "bob")
    _log(db, world, "charlie", HOME, "dora")
    _log(db, world, "quinn", HOME, "dora")
    _log(db, world, "nell", HOME, "dora")
    _log(db, world, "olga", OTHER, "petra")
    world_groups.add(db, world.ids, word)
    world_endings.add(db, world.ids, word)
    world_standins.add(db, world.ids)
    _named(db, world)
    _recoveries(db, world)
    for name in (*AT_HOME, *ELSEWHERE, "nora"):
        _visit(db, world, name)
    db.commit()
    return world


def _short(association_id: str) -> str:
    return "home" if association_id == HOME else "other"


def _people(db: Session, world: World) -> None:
    for name in dict.fromkeys((*AT_HOME, *ELSEWHERE, "nora")):
        world.ids[name] = builders.person(
            db, f"{name.title()} {word(name, 'name')}", f"{word(name, 'mail')}@example.org"
        )
    for association_id, members in ((HOME, AT_HOME), (OTHER, ELSEWHERE)):
        for name, roles in members.items():
            builders.member(db, association_id, world[name], *roles, office_sees=HIDDEN.get(name, True))
    for association_id, supervisee, provider in (
        (HOME, "alice", "bob"),
        (HOME, "charlie", "dora"),
        (HOME, "quinn", "dora"),
        (HOME, "nell", "dora"),
        (OTHER, "olga", "bob"),
        (OTHER, "olga", "petra"),
    ):
        builders.pair(db, association_id, world[supervisee], world[provider])


def _held(db: Session, world: World) -> None:
    """Confirmed, declared and refused credentials, each with what it rests on."""
    for association_id, name, by in ((HOME, "bob", "dana"), (HOME, "dora", "dana"), (OTHER, "bob", "erin")):
        _marked(
            db, builders.qualification(db, association_id, world[name], confirmed_by=world[by]), association_id, name
        )
    for association_id, name in ((HOME, "dora"), (OTHER, "petra")):
        world.ids[f"{name} declared"] = builders.qualification(db, association_id, world[name], "IFRS")
        _marked(db, world[f"{name} declared"], association_id, name)
    for name in ("bob", "dora", "petra"):
        values = {"category": "IMHM-C", "status": "endorsed", "starts_on": date(2020, 1, 1), "declared_at": LONG_AGO}
        link = f"https://registry.example/{word(name, 'ownlink')}"
        db.execute(insert(Endorsement).values(id=str(uuid4()), person_id=world[name], registry_url=link, **values))


def _marked(db: Session, id_: str, association_id: str, name: str) -> None:
    here = _short(association_id)
    db.execute(
        update(Qualification)
        .where(Qualification.association_id == association_id, Qualification.id == id_)
        .values(
            evidence=word(name, f"{here}evidence"),
            issuer=word(name, f"{here}issuer"),
            registry_url=f"https://registry.example/{word(name, f'{here}link')}",
        )
    )


def _log(db: Session, world: World, name: str, association_id: str, provider: str) -> None:
    """A goal, a file under way, and a session in every state."""
    me, giver = _actor(db, world, name, association_id), _actor(db, world, provider, association_id)
    world.ids[f"{name} goal"] = progress.set_goal(db, me, "earn", "IFS", None, date(2026, 1, 5), None, NOW)
    world.ids[f"{name} upload"] = sheet_import.upload(
        db, me, f"{word(name, 'file')}.csv", SHEET.format(name=word(name, "cell")).encode(), NOW
    )
    for number, state in enumerate(("waiting", "signed", "changed", "removed", "disputed")):
        draft = Draft(DAY - timedelta(days=number), 61 + number, world[provider])
        world.ids[f"{name} {state}"] = id_ = entries.log(db, me, draft, NOW)
        if state in ("signed", "changed"):
            world.ids[f"{name} {state} intent"] = _sign(db, giver, association_id, id_)
        if state == "changed":
            entries.correct(db, me, id_, Draft(draft.held_on, 33, world[provider]), 1, NOW)
        if state == "removed":
            entries.remove(db, me, id_, NOW)
    world_proofs.add(db, world.ids, name, association_id)
    _dispute(db, world, name, me, giver)
    line = f"{association_id}/{world[f'{name} waiting']}/1"
    world.ids[f"{name} intent"] = signing.intend(db, giver, [line], NOW)


def _sign(db: Session, giver: Actor, association_id: str, entry_id: str) -> str:
    intent_id = signing.intend(db, giver, [f"{association_id}/{entry_id}/1"], NOW)
    signing.sign(db, giver, intent_id, "pwd", NOW)
    return intent_id


def _dispute(db: Session, world: World, name: str, me: Actor, giver: Actor) -> None:
    """Twice sent back, then put before the office by both."""
    id_ = world[f"{name} disputed"]
    for version in (1, 2):
        returns.send_back(db, giver, id_, version, "other", word(name, f"return{'ab'[version - 1]}"), NOW)
        entries.correct(db, me, id_, Draft(DAY, 70 + version, giver.person_id), version, NOW)
    if name not in HIDDEN:
        returns.ask_office(db, me, id_, word(name, "statement"), NOW)
        returns.ask_office(db, giver, id_, word(name, "otherside"), NOW)


def _named(db: Session, world: World) -> None:
    """Somebody without an account, named by alice, and an invitation on its way."""
    alice = _actor(db, world, "alice", HOME)
    email = f"{word('tom', 'mail')}@example.org"
    id_ = entries.log(db, alice, Draft(DAY, 45), NOW, named=Named(f"Tom {word('tom', 'name')}", email))
    wanted = select(Entry.provider_id).where(Entry.association_id == HOME, Entry.id == id_)
    world.ids["tom"] = str(db.scalars(wanted).one())
    invitations.invite(db, world["alice"], HOME, world["tom"], email, SUPERVISOR, NOW)
    request_id = db.scalars(select(GuestRequest.id).where(GuestRequest.person_id == world["tom"])).one()
    db.add(GuestLink(token_hash=token_hash(TOKEN), request_id=request_id, created_at=NOW))
    db.flush()


def _recoveries(db: Session, world: World) -> None:
    """Ruth came back by mail alone; rita did too and was stopped."""
    until = NOW + timedelta(hours=20)
    db.execute(update(Person).where(Person.id.in_([world["ruth"], world["rita"]])).values(may_sign_from=until))
    db.execute(update(Person).where(Person.id == world["rita"]).values(joined_at=None, password_hash=None))


def _visit(db: Session, world: World, name: str) -> None:
    """A visit that is under way, and another one on a second device."""
    for which in ("visit", "second visit"):
        token, world.ids[f"{name} {which}"] = str(uuid4()), str(uuid4())
        db.add(
            WebSession(
                id=world[f"{name} {which}"],
                token_hash=sha256(token.encode()).hexdigest(),
                person_id=world[name],
                association_id=HOME if name in AT_HOME else OTHER if name in ELSEWHERE else None,
                is_own_device=True,
                device=word(name, "device"),
                created_at=NOW,
                seen_at=NOW,
                idle_until=NOW + timedelta(days=300),
                expires_at=NOW + timedelta(days=300),
            )
        )
        world.tokens[name] = token
    world.ids[f"{name} passkey"] = passkey(db, world[name], word(name, "passkey"))
    db.flush()


def _actor(db: Session, world: World, name: str, association_id: str) -> Actor:
    return builders.actor(db, world[name], association_id)
