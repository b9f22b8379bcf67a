"""Rows go into the ledger one after the other, each naming the one before it, and nothing takes them out again."""

from datetime import UTC, datetime
from hashlib import sha256
from threading import Thread

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from rs_tracker.adapters import keys as ed25519
from rs_tracker.domain import ledger
from rs_tracker.features.ledger import keys, service
from rs_tracker.features.ledger.service import Record
from rs_tracker.store.engine import WriteSession, open_engine, writing
from rs_tracker.store.tables import AssociationKey, Evidence, LedgerDisclosure, LedgerHead, Proof
from tests.support import builders
from tests.support.builders import HOME, NOW, OTHER, Cast
from tests.support.builders_entries import logged, signed
from tests.support.builders_ledger import added, confirmed, rows, says


@pytest.fixture
def who(db: Session) -> Cast:
    who = builders.cast(db)
    db.commit()
    return who


def test_each_row_names_the_one_before_and_is_signed(db: WriteSession, who: Cast) -> None:
    sealed = added(db, 3)
    found = rows(db)
    key = db.scalars(select(AssociationKey).where(AssociationKey.association_id == HOME)).one()
    before = "0" * 64
    for number, row in enumerate(found, 1):
        data = b"rs-tracker/ledger/v1\n" + row.canonical.encode()
        assert (row.seq, says(row)["seq"]) == (number, number)
        assert (row.prev_hash, says(row)["prev"]) == (before, before)
        assert row.entry_hash == sha256(data).hexdigest()
        assert row.kid == says(row)["kid"] == key.kid
        assert ed25519.verify(key.public, data, row.sig)
        before = row.entry_hash
    assert [one.entry_hash for one in sealed] == [row.entry_hash for row in found]
    head = db.scalars(select(LedgerHead).where(LedgerHead.association_id == HOME)).one()
    assert (head.size, head.last_hash) == (3, before)


def test_what_every_row_has_is_put_in(db: WriteSession, who: Cast) -> None:
    at = datetime(2026, 11, 21, 15, 0, 7, 999_999, tzinfo=UTC)
    service.append(db, HOME, [confirmed()], at)
    row = rows(db)[0]
    said = says(row)
    assert (said["v"], said["assoc"], said["kind"], said["alg"]) == (1, HOME, "confirm", "ed25519")
    assert (said["at"], row.at) == ("2026-11-21T15:00:07Z", at.replace(microsecond=0))
    assert (said["commit"], said["evidence"]) == ({}, None)


def test_ledgers_of_two_associations_know_nothing_of_each_other(db: WriteSession, who: Cast) -> None:
    added(db, 2)
    added(db, 1, association_id=OTHER)
    assert [row.seq for row in rows(db, OTHER)] == [1]
    assert rows(db, OTHER)[0].kid != rows(db)[0].kid


def test_a_name_is_committed_to_and_lies_beside_the_row(db: WriteSession, who: Cast) -> None:
    service.append(db, HOME, [Record("confirm", {"person": who.bob}, {"supervisor": "Zoë Birch"})], NOW)
    row = rows(db)[0]
    name = db.scalars(select(LedgerDisclosure).where(LedgerDisclosure.association_id == HOME)).one()
    assert (name.field, name.value, len(name.salt)) == ("supervisor", "Zoë Birch", 16)
    assert says(row)["commit"] == {"supervisor": sha256(name.salt + "Zoë Birch".encode()).hexdigest()}
    assert "Birch" not in row.canonical


def test_salts_and_tokens_are_never_the_same(db: WriteSession, who: Cast) -> None:
    for _ in range(3):
        signed(db, logged(db, who), who.bob)
    records = [Record("confirm", {"person": who.bob}, {"supervisor": "Bob"}) for _ in range(3)]
    service.append(db, HOME, records, NOW)
    salts = db.scalars(select(LedgerDisclosure.salt).where(LedgerDisclosure.association_id == HOME)).all()
    tokens = db.scalars(select(Proof.token).where(Proof.association_id == HOME)).all()
    assert len(set(salts)) == 3
    assert len(set(tokens)) == 3
    assert {len(one) for one in tokens} == {22}


def test_a_signature_gets_a_proof_page_and_nothing_else_does(db: WriteSession, who: Cast) -> None:
    entry_id = logged(db, who)
    about = {"entry": entry_id, "version": 1}
    kinds = ("attest", "amend", "withdraw", "void", "vouch", "carry", "confirm", "erase")
    sealed = service.append(db, HOME, [Record(kind, about) for kind in kinds], NOW)
    assert [one.token is not None for one in sealed] == [True, True, False, False, False, False, False, False]
    proofs = db.scalars(select(Proof).where(Proof.association_id == HOME).order_by(Proof.seq)).all()
    assert [(one.token, one.seq, one.entry_id, one.version) for one in proofs] == [
        (sealed[0].token, 1, entry_id, 1),
        (sealed[1].token, 2, entry_id, 1),
    ]


def test_evidence_is_kept_once_under_its_hash(db: WriteSession, who: Cast) -> None:
    two = [Record("confirm", {"person": who.bob}, evidence=b"an assertion") for _ in range(2)]
    service.append(db, HOME, two, NOW)
    service.append(db, HOME, two[:1], NOW)
    kept = db.scalars(select(Evidence).where(Evidence.association_id == HOME)).one()
    assert (kept.sha256, kept.body) == (sha256(b"an assertion").hexdigest(), b"an assertion")
    assert {says(row)["evidence"] for row in rows(db)} == {kept.sha256}


@pytest.mark.parametrize(
    ("kind", "about"),
    [
        ("applaud", {}),
        ("confirm", {"seq": 7}),
        ("confirm", {"kid": "0"}),
        ("confirm", {"minutes": 1.5}),
        ("confirm", {"minutes": 2**53}),
        ("confirm", {"Name": "x"}),
        ("confirm", {"ñame": "x"}),
        ("confirm", {"name": "n\u0303"}),
        ("confirm", {"name": b"bytes"}),
        ("confirm", {"list": [1, 2.0]}),
        ("confirm", {"inner": {"deep": NOW}}),
    ],
)
def test_what_cannot_be_spelled_is_refused(db: WriteSession, who: Cast, kind: str, about: dict[str, object]) -> None:
    with pytest.raises(ledger.NotARecord):
        service.append(db, HOME, [Record(kind, about)], NOW)
    assert rows(db) == []


def test_nothing_to_append_makes_no_key(db: WriteSession, who: Cast) -> None:
    assert service.append(db, HOME, [], NOW) == []
    assert db.scalar(select(func.count()).select_from(AssociationKey).where(AssociationKey.association_id == HOME)) == 0


def test_a_change_that_is_taken_back_takes_its_rows_with_it(db: WriteSession, who: Cast) -> None:
    added(db, 1)
    service.append(db, HOME, [confirmed()], NOW)
    db.rollback()
    added(db, 1)
    assert [row.seq for row in rows(db)] == [1, 2]


def test_the_secret_must_be_there_and_be_the_right_one(db: WriteSession, who: Cast, database_url: str) -> None:
    added(db, 1)
    for secret, fault in ((None, keys.SecretMissing), (b"another secret, long enough to be one", keys.WrongSecret)):
        engine = open_engine(database_url, ledger_secret=secret)
        other = writing(engine)
        with pytest.raises(fault):
            service.append(other, HOME, [confirmed()], NOW)
        other.close()
        engine.dispose()
    assert len(rows(db)) == 1


def test_eight_at_once_make_one_chain(engine: Engine, db: WriteSession, who: Cast) -> None:
    faults: list[Exception] = []

    def append_some() -> None:
        for _ in range(5):
            session = writing(engine)
            try:
                service.append(session, HOME, [confirmed(), confirmed()], NOW)
                session.commit()
            except Exception as fault:
                faults.append(fault)
            finally:
                session.close()

    threads = [Thread(target=append_some) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    found = rows(db)
    assert [row.seq for row in found] == list(range(1, 81))
    assert [row.prev_hash for row in found] == ["0" * 64, *(row.entry_hash for row in found[:-1])]
    assert len({row.kid for row in found}) == 1
