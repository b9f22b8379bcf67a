"""Somebody erases themself: no trace of who they were, and every signature still verifies."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import Engine, inspect, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from rs_tracker.commands import records
from rs_tracker.domain import intent as intents
from rs_tracker.features.entries import service as entries
from rs_tracker.features.entries.draft import Draft
from rs_tracker.features.erasure import plan, service
from rs_tracker.features.ledger import audit
from rs_tracker.features.people import service as people
from rs_tracker.features.progress import service as progress
from rs_tracker.features.signing import returns, striking
from rs_tracker.features.signing import service as signing
from rs_tracker.store.tables import Entry, EntryVersion, LedgerRow, Membership, Person, SignIntent, metadata
from tests.support import builders, builders_endings
from tests.support.builders import HOME, NOW, PASSWORD, Cast, signed_in
from tests.support.builders_endings import head, log, sign, signed, withdraw
from tests.support.pages import Browser

CANARIES = ("Xanthippe", "Quillfeather", "x.quillfeather")
NAME = "Xanthippe Quillfeather-Ñandú"


@pytest.fixture
def who(db: Session) -> Cast:
    """Alice bears a name that stands nowhere by chance."""
    cast = builders_endings.people(db)
    db.get_one(Person, cast.alice).name = NAME
    builders.address(db, cast.alice, "x.quillfeather@example.org")
    builders.trait(db, cast.alice, "degree", "master")
    db.flush()
    return cast


def busy(db: Session, who: Cast) -> str:
    """Somebody with entries in every state, words of all kinds, letters, goals; a signed entry of hers."""
    kept = signed(db, who)
    withdraw(db, who, signed(db, who, 3), "other", f"{NAME} was not there.")
    striking.agree(
        db,
        builders.actor(db, who.bob),
        striking.propose(db, builders.actor(db, who.dana), signed(db, who, 4), 1, "other", f"{NAME} twice", NOW),
        NOW,
    )
    disputed, alice, bob = log(db, who, 9), builders.actor(db, who.alice), builders.actor(db, who.bob)
    for version in (1, 2):
        returns.send_back(db, bob, disputed, version, "other", f"Not so, {NAME}.", NOW)
        entries.correct(db, alice, disputed, Draft(date(2026, 11, 9), 60 + version, who.bob), version, NOW)
    returns.ask_office(db, alice, disputed, f"I, {NAME}, was there.", NOW)
    back, beside = log(db, who, 16), log(db, who, 17)
    asked = [returns.Asked(f"{HOME}/{back}/1", "other", f"Dear {NAME}")]
    signing.sign(db, bob, signing.intend(db, bob, [f"{HOME}/{beside}/1"], NOW, asked), "pwd", NOW)
    people.name_supervisor(db, alice, "Somebody New", "new@example.org", NOW)
    return kept


def dump(engine: Engine) -> str:
    """Everything that is in the database, as one text."""
    found = []
    with engine.execution_options(spans_associations=True).connect() as connection:
        for table in inspect(engine).get_table_names():
            for row in connection.execute(text(f'SELECT * FROM "{table}"')):
                found.append(f"{table}: {[bytes(one) if isinstance(one, memoryview) else one for one in row]}")
    return "\n".join(found)


def traces(engine: Engine, *canaries: str) -> list[str]:
    """Which tables hold one of these, and what around it."""
    lines = dump(engine).splitlines()
    return [f"{line[:30]} … {line[line.find(one) - 60 :][:120]}" for one in canaries for line in lines if one in line]


def whole(db: Session) -> list[audit.Fault]:
    return list(audit.audit(db, HOME))


def rows(db: Session, kind: str) -> list[str]:
    wanted = select(LedgerRow.canonical).where(LedgerRow.association_id == HOME, LedgerRow.kind == kind)
    return list(db.scalars(wanted))


def test_no_trace_is_left_of_who_they_were_and_the_ledger_still_holds(engine: Engine, db: Session, who: Cast) -> None:
    busy(db, who)
    db.commit()
    before = dump(engine)
    assert all(canary in before for canary in CANARIES), "otherwise this test proves nothing"
    service.erase(db, builders.actor(db, who.alice), NOW)
    db.commit()
    assert traces(engine, *CANARIES, "alice@example.org", "u00d1and", "Ñand") == []
    assert whole(db) == []
    assert records.verify(db).sentences[-1] == "Every record holds."


def test_a_supervisor_erases_themself_and_the_hours_they_gave_still_count(
    engine: Engine, db: Session, who: Cast
) -> None:
    db.get_one(Person, who.bob).name = "Barnaby Wimple"
    signed(db, who)
    log(db, who, 9)
    db.commit()
    before = builders_endings.totals(db)
    assert "Wimple" in dump(engine)
    service.erase(db, builders.actor(db, who.bob), NOW)
    progress.refresh(db, HOME, who.alice, NOW)
    db.commit()
    assert builders_endings.totals(db) == before == (120, 60, 60)
    assert traces(engine, "Wimple", "bob@example.org") == []
    assert whole(db) == []


def test_what_nobody_signed_goes_and_what_was_signed_stays(db: Session, who: Cast) -> None:
    kept, gone = signed(db, who), log(db, who, 9)
    service.erase(db, builders.actor(db, who.alice), NOW)
    assert db.scalars(select(Entry.id).where(Entry.association_id == HOME)).all() == [kept]
    found = db.scalars(select(EntryVersion.entry_id).where(EntryVersion.association_id == HOME)).all()
    assert found == [kept]
    assert gone not in found
    assert head(db, kept).state == "signed"
    [row] = rows(db, "erase")
    assert '"of":[1]' in row
    assert '"reason":"person"' in row


def test_an_entry_whose_signature_ended_stays_too(db: Session, who: Cast) -> None:
    entry_id = signed(db, who)
    withdraw(db, who, entry_id)
    service.erase(db, builders.actor(db, who.alice), NOW)
    assert head(db, entry_id).state == "withdrawn"


def test_somebody_with_nothing_signed_leaves_only_a_row_that_says_so(db: Session, who: Cast) -> None:
    log(db, who)
    service.erase(db, builders.actor(db, who.alice), NOW)
    assert db.scalars(select(Entry.id).where(Entry.association_id == HOME)).all() == []
    assert '"of":[]' in rows(db, "erase")[0]


def test_somebody_who_did_nothing_leaves_no_row(db: Session, who: Cast) -> None:
    service.erase(db, builders.actor(db, who.charlie), NOW)
    assert rows(db, "erase") == []
    row = db.get_one(Person, who.charlie, populate_existing=True)
    assert (row.name, row.password_hash, row.joined_at, row.erased_at) == (plan.NOBODY, None, None, NOW)
    ended = db.scalars(
        select(Membership.ended_at).where(Membership.association_id == HOME, Membership.person_id == who.charlie)
    )
    assert ended.all() == [NOW]


def test_the_words_of_a_return_leave_the_statement_and_its_hash_stays(db: Session, who: Cast) -> None:
    back, beside, bob = log(db, who), log(db, who, 9), builders.actor(db, who.bob)
    asked = [returns.Asked(f"{HOME}/{back}/1", "other", "Private words")]
    intent_id = signing.intend(db, bob, [f"{HOME}/{beside}/1"], NOW, asked)
    before = signing.sign(db, bob, intent_id, "pwd", NOW)
    service.erase(db, bob, NOW)
    row = db.get_one(SignIntent, intent_id, populate_existing=True)
    assert "Private words" not in row.body
    assert intents.digest(row.body) == row.sha256
    assert signing.outcome(db, bob, intent_id).signed == before.signed


def test_the_last_coordinator_lets_somebody_take_over_first(db: Session, who: Cast) -> None:
    with pytest.raises(service.LastOfTheOffice) as refusal:
        service.erase(db, builders.actor(db, who.dana), NOW)
    assert len(refusal.value.names) == 1
    builders.hat(db, HOME, who.charlie, "coordinator")
    service.erase(db, builders.actor(db, who.dana), NOW)
    assert db.get_one(Person, who.dana, populate_existing=True).erased_at == NOW


def test_a_named_coordinator_without_an_account_is_nobody_to_take_over(db: Session, who: Cast) -> None:
    other = builders.person(db, "Not Yet", "not-yet@example.org", is_joined=False)
    builders.member(db, HOME, other, "coordinator")
    with pytest.raises(service.LastOfTheOffice):
        service.erase(db, builders.actor(db, who.dana), NOW)


def test_an_office_that_has_not_joined_needs_nobody(db: Session, who: Cast) -> None:
    builders.set_association(db, HOME, claimed_at=None)
    service.erase(db, builders.actor(db, who.dana), NOW)
    assert db.get_one(Person, who.dana, populate_existing=True).erased_at == NOW


def test_every_table_has_its_place_in_the_plan() -> None:
    planned = [
        *(table.__tablename__ for table, _columns in plan.GOES_HERE),
        *(table.__tablename__ for table in plan.GOES),
    ]
    everything = [*planned, *sorted(plan.LOOKED_AT), *sorted(plan.STAYS)]
    assert sorted(everything) == sorted(set(everything)), "a table stands twice"
    assert set(everything) == set(metadata.tables)


# The guard: what the trigger on entry_version lets go, and nothing else.


def attempt(engine: Engine, *statements: str, **values: object) -> None:
    """Do it with a plain connection that no rule of ours looks at."""
    with engine.execution_options(spans_associations=True).begin() as connection:
        for one in statements:
            connection.execute(text(one), values)


DELETE = "DELETE FROM entry_version WHERE entry_id = :entry"
GUARD = "INSERT INTO erasing (association_id, entry_id, seq) VALUES (:here, :entry, :seq)"


def test_a_version_goes_only_while_its_entry_is_being_erased(engine: Engine, db: Session, who: Cast) -> None:
    entry_id, other = log(db, who), log(db, who, 9)
    sign(db, who, log(db, who, 16))
    service.erase(db, builders.actor(db, who.charlie), NOW)
    db.commit()
    said = {"here": HOME, "entry": entry_id, "seq": 1}
    db.rollback()
    for statements in ((DELETE,), (GUARD, DELETE)):  # row 1 is a signature, not an erasing
        with pytest.raises(DBAPIError, match="append-only"):
            attempt(engine, "DELETE FROM disclosure WHERE entry_id = :entry", *statements, **said)
    assert head(db, entry_id).version == head(db, other).version == 1


def test_an_erasing_of_long_ago_lets_nothing_go(engine: Engine, db: Session, who: Cast) -> None:
    """Only the newest row of the ledger does, which the transaction that wrote it holds until its end."""
    entries.log(db, builders.actor(db, who.charlie), Draft(date(2026, 11, 2), 60, who.bob), NOW)
    service.erase(db, builders.actor(db, who.charlie), NOW)
    entry_id = log(db, who)
    sign(db, who, log(db, who, 9))
    db.commit()
    with pytest.raises(DBAPIError, match="append-only"):
        attempt(
            engine,
            "DELETE FROM disclosure WHERE entry_id = :entry",
            GUARD,
            DELETE,
            here=HOME,
            entry=entry_id,
            seq=1,
        )


def test_a_signed_version_never_goes(engine: Engine, db: Session, who: Cast) -> None:
    entry_id = signed(db, who)
    service.erase(db, builders.actor(db, who.alice), NOW)
    db.commit()
    for statements in ((DELETE,), (GUARD, DELETE)):
        with pytest.raises(DBAPIError):
            attempt(engine, *statements, here=HOME, entry=entry_id, seq=2)
    with pytest.raises(DBAPIError, match="append-only"):
        attempt(engine, "DELETE FROM proof", GUARD, DELETE, here=HOME, entry=entry_id, seq=2)
    assert head(db, entry_id).signed_version == 1


def test_alice_erases_herself_on_her_page(app: Flask, engine: Engine, db: Session, who: Cast) -> None:
    signed(db, who)
    db.commit()
    alice = signed_in(app, "alice@example.org")
    page = alice.follow("Erase myself") if alice.open("/people/me") else None
    assert page is not None
    assert page.heading == "Erase myself"
    assert "1 session that was signed for you" in page.text
    alice.press("Erase me for good", {"password": "not this one"}, status=422)
    done = alice.press("Erase me for good", {"password": PASSWORD})
    assert done.heading == "Sign in"
    assert "Quillfeather" not in dump(engine)
    alice.open("/people/me")
    again = alice.press("Sign in", {"email": "alice@example.org", "password": PASSWORD}, status=422)
    assert again.heading == "Sign in"


def test_the_last_coordinator_sees_why_it_cannot_be(app: Flask, db: Session, who: Cast) -> None:
    db.commit()
    dana = signed_in(app, "dana@example.org")
    page = dana.open("/people/me/erase")
    assert "Let somebody take over first" in page.text
    dana.post("/people/me/erase", {"password": PASSWORD}, status=409)


def test_a_proof_page_of_an_erased_person_shows_no_name(app: Flask, db: Session, who: Cast) -> None:
    signed(db, who)
    token = db.execute(text("SELECT token FROM proof"), execution_options={"spans_associations": True}).scalar_one()
    service.erase(db, builders.actor(db, who.alice), NOW)
    db.commit()
    page = Browser(app).open(f"/verify/{token}")
    assert "Quillfeather" not in page.source
    assert "Bob Birch" in page.text
