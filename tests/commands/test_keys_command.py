"""`rs-tracker keys`: handing over, a root on paper, and taking a key away; each fault is a sentence."""

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from rs_tracker.adapters import keys as ed25519
from rs_tracker.features.ledger import rotation
from rs_tracker.features.signing import service
from rs_tracker.store.engine import WriteSession
from rs_tracker.store.tables import AssociationKey, AttestationEnd, LedgerRow
from tests.support import builders
from tests.support.builders import HOME, NOW, OTHER, Cast
from tests.support.builders_entries import entry, logged
from tests.support.builders_ledger import added, rows, says
from tests.support.commands import run


@pytest.fixture
def who(db: Session) -> Cast:
    who = builders.cast(db)
    db.commit()
    return who


def kept(db: WriteSession) -> list[AssociationKey]:
    db.rollback()
    wanted = select(AssociationKey).where(AssociationKey.association_id == HOME).order_by(AssociationKey.from_seq)
    return list(db.scalars(wanted, execution_options={"populate_existing": True}))


def root_file(folder: Path, output: str) -> Path:
    """What somebody typed off the paper."""
    path = folder / "root.txt"
    path.write_text(output[output.index("rs-tracker root key") : output.index("This is its public")])
    return path


def test_a_ledger_is_handed_over(db: WriteSession, who: Cast, database_url: str) -> None:
    added(db, 2)
    result = run(database_url, "keys", "rotate", HOME)
    assert result.exit_code == 0, result.output
    old, new = kept(db)
    assert result.output == f"{HOME}: {old.kid} handed over to {new.kid}.\n"
    assert (old.from_seq, old.to_seq, old.sealed) == (1, 3, None)
    assert (new.from_seq, new.to_seq) == (4, None)
    last = rows(db)[-1]
    assert (last.kind, last.kid, says(last)["public"], says(last)["next"]) == (
        "key-rotate",
        old.kid,
        new.public,
        new.kid,
    )
    db.rollback()
    added(db, 1)
    assert rows(db)[-1].kid == new.kid
    assert f"{HOME:<18}signing  1–3" in run(database_url, "keys", "list").output
    assert run(database_url, "keys", "list", OTHER).output == ""


def test_a_root_key_is_shown_once_and_vouches_for_the_key_in_use(
    db: WriteSession, who: Cast, database_url: str
) -> None:
    added(db, 1)
    output = run(database_url, "keys", "root", HOME).output
    seed = output.split(HOME)[1].split()[0]
    signing, root = kept(db)
    assert (root.role, root.sealed, root.public) == ("root", None, ed25519.from_seed(seed).public)
    assert output.rstrip().endswith(root.public)
    said = root.certificate or ""
    assert signing.public in said
    assert ed25519.verify(root.public, rotation.ROOT_DOMAIN + said.encode(), root.certificate_sig or "")
    assert says(rows(db)[-1])["certificate"] == said
    db.rollback()
    again = run(database_url, "keys", "root", HOME).output
    assert seed not in again
    in_use = [key.public for key in kept(db) if key.role == "root" and key.to_seq is None]
    assert again.rstrip().endswith(in_use[0])
    assert len(in_use) == 1


def test_a_revoked_key_is_not_believed_and_its_signatures_end(
    db: WriteSession, who: Cast, database_url: str, tmp_path: Path
) -> None:
    bob = builders.actor(db, who.bob)
    good, forged = logged(db, who), logged(db, who)
    for entry_id in (good, forged):
        intent = service.intend(db, bob, [f"{HOME}/{entry_id}/1"], NOW)
        service.sign(db, bob, intent, "pwd", NOW)
    db.commit()
    paper = root_file(tmp_path, run(database_url, "keys", "root", HOME).output)
    result = run(database_url, "keys", "revoke", HOME, "--root-key", str(paper), "--from-seq", "2")
    assert result.exit_code == 0, result.output
    assert "1 signatures ended by it." in result.output
    old, root, new = sorted(kept(db), key=lambda key: (key.from_seq, key.role))
    assert (old.to_seq, old.revoked_from, old.sealed) == (3, 2, None)
    assert (new.from_seq, new.to_seq) == (5, None)
    fourth, fifth = rows(db)[3:]
    assert (fourth.kind, fourth.kid, says(fourth)["from"]) == ("key-revoke", root.kid, 2)
    assert (fifth.kind, fifth.kid, says(fifth)["reason"]) == ("void", new.kid, "key_revoked")
    assert (entry(db, good).state, entry(db, good).signed_version) == ("signed", 1)
    assert (entry(db, forged).state, entry(db, forged).signed_version) == ("voided", None)
    ended = db.scalars(select(AttestationEnd).where(AttestationEnd.association_id == HOME)).one()
    assert (ended.entry_id, ended.how, ended.by_id) == (forged, "voided", None)


def test_a_key_whose_secret_is_lost_can_still_be_replaced_with_the_root(
    db: WriteSession, who: Cast, database_url: str, tmp_path: Path
) -> None:
    added(db, 1)
    paper = root_file(tmp_path, run(database_url, "keys", "root", HOME).output)
    lost = {"RS_LEDGER_KEY": "another secret, because the first one is lost"}
    refused = run(database_url, "keys", "rotate", HOME, **lost)
    assert refused.exit_code == 2
    assert "RS_LEDGER_KEY is not the one under which the signing keys were sealed" in refused.output
    result = run(database_url, "keys", "revoke", HOME, "--root-key", str(paper), "--from-seq", "3", **lost)
    assert result.exit_code == 0, result.output
    assert run(database_url, "keys", "rotate", HOME, **lost).exit_code == 0


@pytest.mark.parametrize(
    ("paper", "from_seq", "words"),
    [
        ("", "1", "This file holds no root key"),
        ("zz" * 32, "1", "This file holds no root key"),
        ("07" * 32, "1", f"This is not the root key of {HOME}."),
        (f"rs-tracker root key\n{OTHER}\n" + "07" * 32, "1", "the root key of another association"),
        (f"rs-tracker root public key\n{HOME}\n" + "07" * 32, "1", "the private one is needed"),
        (None, "9", "The key in use signed the rows 1 to 2; --from-seq must be one of them."),
        (None, "0", "Invalid value for '--from-seq'"),
    ],
)
def test_a_wrong_root_or_row_revokes_nothing(
    db: WriteSession, who: Cast, database_url: str, tmp_path: Path, paper: str | None, from_seq: str, words: str
) -> None:
    added(db, 1)
    path = root_file(tmp_path, run(database_url, "keys", "root", HOME).output)
    if paper is not None:
        path.write_text(paper)
    result = run(database_url, "keys", "revoke", HOME, "--root-key", str(path), "--from-seq", from_seq)
    assert result.exit_code == 2
    assert words in result.output
    assert [key.revoked_from for key in kept(db)] == [None, None]


def test_what_has_no_key_is_not_rotated(db: WriteSession, who: Cast, database_url: str) -> None:
    result = run(database_url, "keys", "rotate", HOME)
    assert (result.exit_code, f"{HOME} has no key yet" in result.output) == (2, True)
    assert "There is no association nowhere" in run(database_url, "keys", "root", "nowhere").output
    assert db.scalars(select(LedgerRow).where(LedgerRow.association_id == HOME)).all() == []
