"""Signatures from before there was a ledger become its first rows, and lose nothing by it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine, MetaData, Table, insert, select

from rs_tracker import jobs
from rs_tracker.commands import records
from rs_tracker.domain import ledger
from rs_tracker.features.entries import record
from rs_tracker.features.ledger import service
from rs_tracker.features.signing import statement
from rs_tracker.features.signing.statement import Item
from rs_tracker.layout import MIGRATIONS
from rs_tracker.store.engine import open_engine, reading, writing
from rs_tracker.store.schema import SecretMissing, current, head, migrate
from rs_tracker.store.tables import Attestation, LedgerDisclosure, Proof
from tests.support.builders_ledger import confirmed, rows, says
from tests.support.commands import run
from tests.support.databases import open_ready

BEFORE, AFTER = "0016", "0017"
HOME, OTHER = "al-f5a", "tx-first3years"
FIRST = datetime(2026, 1, 5, 15, 0, 30, tzinfo=UTC)
MANY = 510  # more than are moved in one portion


class Older:
    """A database as it was before, filled by its own tables."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        metadata = MetaData()
        metadata.reflect(engine)
        self.tables: dict[str, Table] = dict(metadata.tables)
        self.alice, self.bob = str(uuid4()), str(uuid4())

    def add(self, table: str, *found: dict[str, Any]) -> None:
        with self.engine.execution_options(spans_associations=True).begin() as connection:
            connection.execute(insert(self.tables[table]), list(found))

    def people(self) -> None:
        for id_, name in ((self.alice, "Alice Archer"), (self.bob, "Bob Birch")):
            person = {"id": id_, "name": name, "zone": "UTC", "language": "en", "created_at": FIRST}
            self.add("person", person)
        for place in (HOME, OTHER):
            named = {"association_id": place, "created_at": FIRST}
            self.add("membership", *(named | {"person_id": id_} for id_ in (self.alice, self.bob)))
        self.add(
            "qualification",
            {
                "association_id": HOME,
                "id": str(uuid4()),
                "person_id": self.bob,
                "category": "IMHM-C",
                "status": "endorsed",
                "starts_on": date(2026, 1, 8),
                "declared_at": FIRST,
                "confirmed_at": FIRST,
                "confirmed_by": self.bob,
            },
        )

    def entry(self, place: str, held_on: date, versions: int = 1) -> str:
        """An entry of so many versions; the line repeats the last one."""
        entry_id = str(uuid4())
        row = {
            "association_id": place,
            "id": entry_id,
            "person_id": self.alice,
            "state": "signed",
            "version": versions,
            "signed_version": versions,
            "held_on": held_on,
            "minutes": 60 + versions,
            "kind": "reflective",
            "format": "individual",
            "provider_id": self.bob,
            "returns": 0,
            "created_at": FIRST,
            "changed_at": FIRST,
        }
        self.add("entry", row)
        self.add("entry_version", *(self.version(place, entry_id, number + 1, held_on) for number in range(versions)))
        return entry_id

    def version(self, place: str, entry_id: str, version: int, held_on: date) -> dict[str, Any]:
        said = record.Version(
            association_id=place,
            entry_id=entry_id,
            version=version,
            person_id=self.alice,
            provider_id=self.bob,
            held_on=held_on,
            minutes=60 + version,
            kind="reflective",
            format="individual",
            group_size=None,
            medium="video",
            about_rsc=0,
            track="both",
            provider_commitment=None,
            author_id=self.alice,
            created_at=FIRST,
        )
        body, sha256 = record.canonical(said)
        return {name: getattr(said, name) for name in said.__slots__} | {"body": body, "sha256": sha256}

    def sign(self, place: str, entry_id: str, version: int, held_on: date, at: datetime) -> None:
        sha256 = self.version(place, entry_id, version, held_on)["sha256"]
        body = statement.build(self.bob, (Item(place, entry_id, version, sha256, held_on, 60 + version),), "en", at)
        intent_id = str(uuid4())
        self.add(
            "sign_intent",
            {
                "id": intent_id,
                "person_id": self.bob,
                "body": body,
                "sha256": statement.digest(body),
                "created_at": at,
                "expires_at": at,
                "used_at": at,
            },
        )
        self.add(
            "attestation",
            {
                "association_id": place,
                "entry_id": entry_id,
                "version": version,
                "version_sha256": sha256,
                "supervisee_id": self.alice,
                "signer_id": self.bob,
                "signed_at": at,
                "auth": "pwd",
                "intent_id": intent_id,
                "meaning": "gave-rsc",
                "meaning_lang": "en",
            },
        )


@pytest.fixture
def older(empty_database_url: str) -> Iterator[Older]:
    engine = open_ready(empty_database_url)
    migrate(engine, MIGRATIONS, BEFORE)
    jobs.seed_associations(engine)
    older = Older(engine)
    older.people()
    yield older
    engine.dispose()


def hour(number: int) -> datetime:
    return FIRST + timedelta(hours=number)


def test_every_signature_becomes_a_row_in_its_order(older: Older) -> None:
    late, early, twice = (older.entry(HOME, date(2026, 1, day), n) for day, n in ((9, 1), (6, 1), (10, 2)))
    elsewhere = older.entry(OTHER, date(2026, 1, 9))
    older.sign(HOME, late, 1, date(2026, 1, 9), hour(3))
    older.sign(HOME, early, 1, date(2026, 1, 6), hour(1))
    older.sign(HOME, twice, 1, date(2026, 1, 10), hour(2))
    older.sign(HOME, twice, 2, date(2026, 1, 10), hour(4))
    older.sign(OTHER, elsewhere, 1, date(2026, 1, 9), hour(5))
    migrate(older.engine, MIGRATIONS)
    with reading(older.engine) as db:
        moved = [says(row) for row in rows(db, HOME)]
        assert [(one["kind"], one["entry"], one["version"]) for one in moved] == [
            ("attest", early, 1),
            ("attest", twice, 1),
            ("attest", late, 1),
            ("amend", twice, 2),
        ]
        assert [one["at"] for one in moved] == [ledger.instant(hour(number)) for number in (1, 2, 3, 4)]
        assert [one["role"] for one in moved] == ["none", *["endorsed-supervisor"] * 3]
        assert (moved[3]["supersedes"], moved[3]["minutes"], moved[3]["moved"]) == (2, 62, True)
        assert {(one["signer"], one["supervisee"], one["tz"]) for one in moved} == {
            (older.bob, older.alice, "America/Chicago")
        }
        assert [says(row)["entry"] for row in rows(db, OTHER)] == [elsewhere]
        found = select(Attestation.entry_id, Attestation.version, Attestation.seq)
        numbered = db.execute(found.where(Attestation.association_id == HOME).order_by(Attestation.seq)).all()
        assert [tuple(row) for row in numbered] == [(early, 1, 1), (twice, 1, 2), (late, 1, 3), (twice, 2, 4)]
        tokens = db.scalars(select(Proof.token).where(Proof.association_id == HOME)).all()
        assert [len(token) for token in tokens] == [22] * 4
        names = db.scalars(select(LedgerDisclosure.value).where(LedgerDisclosure.association_id == HOME)).all()
        assert sorted(set(names)) == ["Alice Archer", "Bob Birch"]
        outcome = records.verify(db)
        assert outcome.told == []
        assert (outcome.rows, outcome.signatures) == (5, 5)
    with writing(older.engine) as db:
        assert service.append(db, HOME, [confirmed()], hour(9))[0].seq == 5


def test_more_signatures_than_a_portion_make_one_chain(older: Older) -> None:
    held_on = date(2026, 1, 9)
    for number in range(MANY):
        older.sign(HOME, older.entry(HOME, held_on), 1, held_on, hour(number // 7))
    migrate(older.engine, MIGRATIONS)
    with reading(older.engine) as db:
        outcome = records.verify(db)
        assert outcome.told == []
        assert outcome.rows == MANY


def test_taken_back_and_made_again_it_moves_nothing_twice(older: Older) -> None:
    held_on = date(2026, 1, 9)
    older.sign(HOME, older.entry(HOME, held_on), 1, held_on, hour(1))
    migrate(older.engine, MIGRATIONS, AFTER)
    migrate(older.engine, MIGRATIONS, "-1")
    older.sign(HOME, older.entry(HOME, held_on), 1, held_on, hour(2))
    migrate(older.engine, MIGRATIONS)
    with reading(older.engine) as db:
        assert [row.seq for row in rows(db, HOME)] == [1, 2]
        assert len({row.kid for row in rows(db, HOME)}) == 1
        assert records.verify(db).told == []


def test_taken_back_to_before_the_ledger_the_signatures_are_all_there(older: Older) -> None:
    held_on = date(2026, 1, 9)
    older.sign(HOME, older.entry(HOME, held_on), 1, held_on, hour(1))
    older.sign(HOME, older.entry(HOME, held_on), 1, held_on, hour(2))
    attestation = older.tables["attestation"]
    kept = [column for column in attestation.c if column.name != "seq"]

    def signatures() -> list[tuple[Any, ...]]:
        with older.engine.execution_options(spans_associations=True).connect() as connection:
            found = connection.execute(select(*kept).order_by(attestation.c.signed_at))
            return [tuple(row) for row in found]

    before = signatures()
    migrate(older.engine, MIGRATIONS, AFTER)
    while "ledger" in (found := tables_of(older.engine)):
        migrate(older.engine, MIGRATIONS, "-1")
    assert "attestation" in found
    assert signatures() == before
    migrate(older.engine, MIGRATIONS)
    with reading(older.engine) as db:
        assert records.verify(db).told == []
        assert len(rows(db, HOME)) == 2


def tables_of(engine: Engine) -> set[str]:
    metadata = MetaData()
    metadata.reflect(engine)
    return set(metadata.tables)


def test_without_the_secret_it_stops_and_nothing_has_happened(older: Older, empty_database_url: str) -> None:
    held_on = date(2026, 1, 9)
    older.sign(HOME, older.entry(HOME, held_on), 1, held_on, hour(1))
    bare = open_engine(empty_database_url)
    with pytest.raises(SecretMissing, match="RS_LEDGER_KEY is not set"):
        migrate(bare, MIGRATIONS)
    bare.dispose()
    result = run(empty_database_url, "migrate", RS_LEDGER_KEY="short")
    assert (result.exit_code, "RS_LEDGER_KEY has only 5 characters" in result.output) == (2, True)
    migrate(older.engine, MIGRATIONS)
    with reading(older.engine) as db:
        assert len(rows(db, HOME)) == 1


def test_where_nothing_was_signed_no_secret_is_needed(older: Older, empty_database_url: str) -> None:
    bare = open_engine(empty_database_url)
    migrate(bare, MIGRATIONS)
    with bare.connect() as connection:
        assert current(connection) == head(MIGRATIONS)
    bare.dispose()
