"""What a co-signature leaves in the ledger, and what it costs to leave it."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from hashlib import sha256

import pytest
from sqlalchemy import Engine, delete, event, select, update
from sqlalchemy.orm import Session

from rs_tracker.features.entries import service as entries
from rs_tracker.features.ledger import audit
from rs_tracker.features.signing import service, statement
from rs_tracker.store.engine import WriteSession, writing
from rs_tracker.store.tables import (
    Attestation,
    EntryVersion,
    Evidence,
    LedgerDisclosure,
    Proof,
    SignConsent,
    SignIntent,
    SupervisionPair,
)
from tests.support import builders
from tests.support.builders import HOME, NOW, OTHER, Cast
from tests.support.builders_entries import draft, logged
from tests.support.builders_ledger import rows, says
from tests.support.builders_signing import earning


@pytest.fixture
def who(db: Session) -> Cast:
    cast = builders.cast(db)
    earning(db, HOME, cast.alice)
    return cast


def signed(
    db: Session, who: Cast, *values: str, auth: str = "pwd", evidence: bytes | None = None, by: str | None = None
) -> str:
    """Sign these lines (`association/entry/version`); the statement's id."""
    signer = builders.actor(db, by or who.bob)
    intent_id = service.intend(db, signer, values, NOW)
    service.sign(db, signer, intent_id, auth, NOW, evidence)
    return intent_id


def test_a_signature_is_a_row_that_says_all_of_it(db: Session, who: Cast) -> None:
    entry_id = logged(db, who, minutes=75)
    intent = db.get_one(SignIntent, signed(db, who, f"{HOME}/{entry_id}/1", auth="passkey-uv", evidence=b"proof"))
    row = rows(db)[0]
    said = says(row)
    version = db.scalars(select(EntryVersion.sha256).where(EntryVersion.association_id == HOME)).one()
    expected = {
        "kind": "attest",
        "entry": entry_id,
        "version": 1,
        "version_sha256": version,
        "date": "2026-11-20",
        "minutes": 75,
        "signer": who.bob,
        "supervisee": who.alice,
        "auth": "passkey-uv",
        "intent": intent.id,
        "intent_sha256": statement.digest(intent.body),
        "meaning": "gave-rsc",
        "meaning_lang": "en",
        "role": "endorsed-supervisor",
        "tz": "America/Chicago",
        "evidence": sha256(b"proof").hexdigest(),
    }
    assert {name: said[name] for name in expected} == expected
    assert "supersedes" not in said
    assert "Alice" not in row.canonical
    line = db.scalars(select(Attestation).where(Attestation.association_id == HOME)).one()
    assert (line.seq, line.auth, line.entry_id) == (1, "passkey-uv", entry_id)
    names = db.execute(
        select(LedgerDisclosure.field, LedgerDisclosure.value).where(LedgerDisclosure.association_id == HOME)
    )
    assert sorted(map(tuple, names)) == [("supervisee", "Alice Archer"), ("supervisor", "Bob Birch")]
    assert db.scalars(select(Evidence.body).where(Evidence.association_id == HOME)).one() == b"proof"
    assert db.scalars(select(Proof.entry_id).where(Proof.association_id == HOME)).one() == entry_id
    assert list(audit.audit(db, HOME)) == []


def test_a_corrected_version_takes_the_place_of_the_signed_one(db: Session, who: Cast) -> None:
    entry_id = logged(db, who)
    signed(db, who, f"{HOME}/{entry_id}/1")
    other = logged(db, who, held_on=date(2026, 11, 19))
    alice = builders.actor(db, who.alice)
    entries.correct(db, alice, entry_id, draft(who, minutes=45), 1, NOW)
    signed(db, who, f"{HOME}/{entry_id}/2", f"{HOME}/{other}/1")
    found = {(says(row)["entry"], says(row)["version"]): says(row) for row in rows(db)}
    assert found[entry_id, 2]["kind"] == "amend"
    assert found[entry_id, 2]["supersedes"] == found[entry_id, 1]["seq"] == 1
    assert found[entry_id, 2]["minutes"] == 45
    assert (found[other, 1]["kind"], "supersedes" in found[other, 1]) == ("attest", False)
    assert list(audit.audit(db, HOME)) == []


@pytest.mark.parametrize(
    ("held", "role"),
    [
        ([], "none"),
        ([{"is_confirmed": False}], "declared-supervisor"),
        ([{"status": "emerging"}], "emerging-supervisor"),
        ([{"status": "vetted"}, {"status": "emerging"}], "vetted-supervisor"),
        ([{"status": "vetted"}, {}], "endorsed-supervisor"),
        ([{"starts_on": date(2026, 11, 20)}], "endorsed-supervisor"),
        ([{"starts_on": date(2026, 11, 21)}], "none"),
        ([{"ends_on": date(2026, 11, 20)}], "endorsed-supervisor"),
        ([{"ends_on": date(2026, 11, 19)}], "none"),
        ([{"ends_on": date(2026, 11, 19)}, {"is_confirmed": False}], "declared-supervisor"),
    ],
)
def test_the_row_says_what_the_signer_was_that_day(
    db: Session, who: Cast, held: list[dict[str, object]], role: str
) -> None:
    erin = builders.person(db, "Eva Elm", "eva@example.org")
    builders.member(db, HOME, erin, "supervisor")
    builders.pair(db, HOME, who.alice, erin)
    for one in held:
        terms = dict(one)
        confirmed_by = who.dana if terms.pop("is_confirmed", True) else None
        builders.qualification(db, HOME, erin, confirmed_by=confirmed_by, **terms)  # type: ignore[arg-type]
    entry_id = logged(db, who, provider_id=erin)
    signed(db, who, f"{HOME}/{entry_id}/1", by=erin)
    assert says(rows(db)[0])["role"] == role


def test_each_association_has_its_own_rows_of_one_signing(db: Session, who: Cast) -> None:
    builders.member(db, OTHER, who.alice, "supervisee")
    builders.pair(db, OTHER, who.alice, who.bob)
    here = logged(db, who)
    there = entries.log(db, builders.actor(db, who.alice, OTHER), draft(who), NOW)
    intent_id = signed(db, who, f"{HOME}/{here}/1", f"{OTHER}/{there}/1", auth="passkey-uv", evidence=b"proof")
    for place, entry_id in ((HOME, here), (OTHER, there)):
        [row] = rows(db, place)
        assert (says(row)["entry"], says(row)["intent"], row.seq) == (entry_id, intent_id, 1)
        assert db.scalars(select(Evidence.body).where(Evidence.association_id == place)).one() == b"proof"


@contextmanager
def counted(engine: Engine) -> Iterator[Counter[str]]:
    """How many statements reach the database: questions and updates together, inserts by table; many rows are one."""
    found: Counter[str] = Counter()

    def count(connection: object, cursor: object, statement: str, *others: object) -> None:
        words = statement.split()
        if words[0] not in ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"):
            found[words[2] if words[0] == "INSERT" else "queries"] += 1

    event.listen(engine, "before_cursor_execute", count)
    yield found
    event.remove(engine, "before_cursor_execute", count)


@pytest.mark.parametrize("is_first", [False, True], ids=["again", "for the first time"])
@pytest.mark.parametrize("auth", ["pwd", "passkey-uv"])
def test_signing_ten_entries_takes_twelve_queries_and_one_insert_per_table_and_entry(
    engine: Engine, db: WriteSession, who: Cast, auth: str, is_first: bool
) -> None:
    signed(db, who, f"{HOME}/{logged(db, who, held_on=date(2026, 10, 1))}/1")  # the association has its key by now
    if is_first:
        db.execute(update(SupervisionPair).where(SupervisionPair.association_id == HOME).values(state="named"))
        db.execute(delete(SignConsent))
    ids = [logged(db, who, held_on=date(2026, 11, day)) for day in range(1, 11)]
    bob = builders.actor(db, who.bob)
    intent_id = service.intend(db, bob, [f"{HOME}/{entry_id}/1" for entry_id in ids], NOW)
    db.commit()
    db.close()
    other = writing(engine)
    with counted(engine) as found:
        assert len(service.sign(other, bob, intent_id, auth, NOW, b"proof").signed) == 10
        other.commit()
    other.close()
    assert found.pop("queries") <= 12, found
    assert all(times <= 10 for times in found.values()), found
    assert found["ledger"] == found["attestation"] == found["ledger_disclosure"] == found["proof"] == 1
