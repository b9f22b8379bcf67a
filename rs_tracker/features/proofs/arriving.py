"""Whether a proof from elsewhere may come into somebody's log here, and on whose word.

Three questions, each with its own refusal: is the file true and does its signature stand; is it about this person; is
the key that vouches for it known. A session of another association on this server is held against that association's
own ledger. One from another server has to name an address that its owner proved there and the person proves here, so
that a public copy, which anybody with the link can have, brings nothing to anybody.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from rs_tracker.domain import bundle, strict
from rs_tracker.domain.actor import Actor
from rs_tracker.domain.addresses import tidy
from rs_tracker.domain.bundle import Bundle
from rs_tracker.domain.facts import BadFact
from rs_tracker.domain.ids import is_id
from rs_tracker.features.entries.draft import Draft
from rs_tracker.features.proofs import bundles, lookup
from rs_tracker.features.proofs.archive import proven
from rs_tracker.features.proofs.page import instant
from rs_tracker.store.engine import asking
from rs_tracker.store.entries import AUTHS
from rs_tracker.store.tables import Carried, LedgerRow, OriginKey, Person

MOST_ROWS = 2**31
SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,39}", re.ASCII)
# Why a file brings nothing.
UNREADABLE, UNTRUE, ENDED = "unreadable", "untrue", "ended"
PUBLIC_COPY, NOT_YOURS, NAMELESS, ODD = "public-copy", "not-yours", "nameless", "odd"
FROM_THIS_LOG, KNOWN_ALREADY = "from-this-log", "already"
OTHER_KEY, KEY_REFUSED = "other-key", "key-refused"
# On whose word it stands here: this server's own ledger, a key that is believed, or one that the office has to look at.
HERE, BELIEVED, WAITS = "here", "believed", "waits"


class Refused(ValueError):
    """A file that brings nothing; `code` says why, `step` and `detail` which step of the check failed."""

    def __init__(self, code: str, step: str = "", detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.step = step
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Arrival:
    """A proof that may come in. `provider_id` is known for sessions of this server only."""

    read: Bundle
    draft: Draft
    signer: str
    provider_id: str | None
    word: str

    @property
    def key(self) -> str:
        """The origin: its first key, from which all others follow."""
        return self.read.keys[0].public

    @property
    def entry(self) -> str:
        """The entry's id there."""
        return str(self.read.row.says["entry"])


def look(db: Session, actor: Actor, data: bytes, latest: date, known: Collection[tuple[str, str]]) -> Arrival:
    """The arrival in these bytes; `known` are the origins and entries that were brought before. Raises Refused."""
    verdict = bundles.looked_at(data)
    if verdict.bundle is None:
        raise Refused(UNREADABLE)
    if not verdict.is_sound:
        bad = next(step for step in verdict.steps if step.found == "bad")
        raise Refused(UNTRUE, bad.code, bad.detail)
    read = verdict.bundle
    if not verdict.holds:
        raise Refused(ENDED, "status", read.state)
    signer = _signer(read)
    if (read.keys[0].public, str(read.row.says["entry"])) in known:
        raise Refused(KNOWN_ALREADY)
    is_here = _is_of_this_server(db, read)
    if is_here:
        _check_here(db, actor, read)
    else:
        _check_holder(db, actor, read)
    draft = _draft(read, latest)
    provider_id = _in_use(db, str(read.row.says["signer"])) if is_here else None
    if provider_id == actor.person_id:
        raise Refused(ODD)
    return Arrival(read, draft, signer, provider_id, HERE if is_here else _word(db, actor, read))


def _signer(read: Bundle) -> str:
    """Who signed, in a row that could be one of ours: whoever seals a file with a key of their own chooses its words.

    Raises Refused for ids, numbers, instants and names that no ledger of this program has.
    """
    says = read.row.says
    name = " ".join((read.name("supervisor") or "").split())
    if not name:
        raise Refused(NAMELESS)
    try:
        instant(str(says["at"]))
    except ValueError:
        raise Refused(ODD) from None
    is_plain = is_id(str(says.get("entry"))) and says.get("auth") in AUTHS and 1 <= read.row.seq < MOST_ROWS
    if not is_plain or not SLUG.fullmatch(read.association_id) or not name.isprintable():
        raise Refused(ODD)
    return name


def _is_of_this_server(db: Session, read: Bundle) -> bool:
    """Whether the row stands in a ledger of this database: the same number, the same hash, the same association."""
    wanted = select(LedgerRow.entry_hash).where(
        LedgerRow.association_id == read.association_id, LedgerRow.seq == read.row.seq
    )
    return asking(db).execute(wanted).scalar() == read.row.digest


def _check_here(db: Session, actor: Actor, read: Bundle) -> None:
    """The session must be the person's own, from another association, and its signature stand today."""
    if _in_use(db, str(read.row.says["supervisee"])) != actor.person_id:
        raise Refused(NOT_YOURS)
    if read.association_id == actor.association:
        raise Refused(FROM_THIS_LOG)
    now = lookup.signature(db, read.association_id, read.row.seq)
    if now is None or now.status[0] != bundle.VALID:
        raise Refused(ENDED, "status", now.status[0] if now is not None else "")


def _check_holder(db: Session, actor: Actor, read: Bundle) -> None:
    if not read.holder:
        raise Refused(PUBLIC_COPY)
    if {tidy(one) for one in read.holder}.isdisjoint(proven(db, actor.person_id)):
        raise Refused(NOT_YOURS)


def _in_use(db: Session, person_id: str) -> str:
    """The id in use of somebody whose records were joined."""
    return db.scalar(select(Person.joined_to).where(Person.id == person_id)) or person_id


def _word(db: Session, actor: Actor, read: Bundle) -> str:
    """Whether the origin's key is believed here.

    The office says whose key it is. Where no office runs the association, the first key that a person brought from an
    origin is taken, as declared supervisors are, and no second one beside it. Raises Refused.
    """
    public, origin = read.keys[0].public, read.association_id
    mine = (Carried.association_id == actor.association, Carried.person_id == actor.person_id)
    brought = select(Carried.origin_key).where(*mine, Carried.origin == origin, Carried.is_from_here.is_(False))
    own = set(db.scalars(brought))
    rows = db.execute(
        select(OriginKey.public, OriginKey.confirmed_at, OriginKey.refused_at).where(
            OriginKey.association_id == actor.association,
            or_(OriginKey.origin == origin, OriginKey.public == public),
        )
    ).all()
    this = next((row for row in rows if row.public == public), None)
    if this is not None and this.refused_at is not None:
        raise Refused(KEY_REFUSED)
    if this is not None and this.confirmed_at is not None:
        return BELIEVED
    if any(row.confirmed_at is not None for row in rows) or own - {public}:
        raise Refused(OTHER_KEY)
    hats = actor.hats
    return WAITS if hats is not None and hats.is_office_run else BELIEVED


def _draft(read: Bundle, latest: date) -> Draft:
    """The session as it was said there. Raises Refused where it cannot be said here."""
    said = strict.read_text(read.says["version"])
    names = ("minutes", "kind", "format", "group_size", "medium", "about_rsc", "track")
    try:
        on = date.fromisoformat(str(said["date"]))
        draft = Draft(held_on=on, **{name: said[name] for name in names})  # type: ignore[arg-type]
        replace(draft, provider_id="somebody").check(latest)  # which person that is here is found out later
    except (BadFact, KeyError, TypeError, ValueError):
        raise Refused(ODD) from None
    return draft
