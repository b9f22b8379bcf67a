"""Going through a whole ledger: whatever somebody takes away, swaps, cuts off or writes anew is told."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy.orm import Session

from rs_tracker.adapters.keys import SigningKey
from rs_tracker.cli import main
from rs_tracker.domain import canonical, ledger
from rs_tracker.features.ledger import checkpoints, keys, rotation, service, whole
from rs_tracker.features.proofs import published
from tests.support import builders
from tests.support.builders import HOME, NOW
from tests.support.builders_ledger import added
from tests.support.builders_proofs import file_of, logged, sign_all, token_of
from tests.support.node import node_verifies

KINDS = pytest.mark.parametrize("database_kind", ["sqlite"])


@dataclass(slots=True)
class Kept:
    """What somebody holds who checks from outside, and the key that only the association has."""

    bundle: bytes
    lines: list[str]
    old_note: str
    key: SigningKey


@pytest.fixture
def kept(db: Session) -> Kept:
    who = builders.cast(db)
    added(db, 6)
    old = checkpoints.checkpoint(db, HOME, NOW)
    rotation.rotate(db, HOME, NOW)
    entry_id = logged(db, who.alice, who.bob)
    sign_all(db, who.bob)
    added(db, 4)
    assert old is not None
    bundle = file_of(db, token_of(db, entry_id))
    lines = [line.decode() for line in whole.lines(db, HOME)]
    key = keys.signer(db, service.hold(db, HOME), NOW)
    db.commit()
    return Kept(bundle, lines, _text(old), key)


def _text(note: object) -> str:
    from_note = checkpoints.notes.text
    return from_note(note)  # type: ignore[arg-type]


def check(kept: Kept, folder: Path, *, lines: list[str] | None = None, old: bool = True) -> Result:
    """What the command says, which needs no database and no settings; the second opinion must agree."""
    (folder / "proof.json").write_bytes(kept.bundle)
    (folder / "note.txt").write_text(kept.old_note)
    (folder / "ledger.jsonl").write_text("".join(lines if lines is not None else kept.lines))
    words = ["verify", str(folder / "proof.json"), "--full", str(folder / "ledger.jsonl")]
    words += ["--old-note", str(folder / "note.txt")] if old else []
    result = CliRunner().invoke(main, words, env={"DATABASE_URL": None, "RS_SECRET_KEY": None, "RS_LEDGER_KEY": None})
    notes = {"old_note": kept.old_note} if old else {}
    second = node_verifies(kept.bundle, full="".join(lines if lines is not None else kept.lines), **notes)
    assert (second == 0) == (result.exit_code == 0), result.output
    return result


@KINDS
def test_a_whole_ledger_holds_over_a_change_of_keys(kept: Kept, tmp_path: Path) -> None:
    result = check(kept, tmp_path)
    assert result.exit_code == 0, result.output
    assert "The whole ledger was read: 12 rows" in result.output
    assert "The ledger goes on from your old note of 6 rows." in result.output
    assert result.output.endswith("It holds.\n")


@KINDS
def test_rows_added_since_do_not_matter(kept: Kept, db: Session, tmp_path: Path) -> None:
    rotation.rotate(db, HOME, NOW)
    added(db, 3)
    lines = [line.decode() for line in whole.lines(db, HOME)]
    db.rollback()
    assert check(kept, tmp_path, lines=lines).exit_code == 0


@KINDS
@pytest.mark.parametrize("row", [1, 5, 8, 10])
def test_a_row_taken_away_is_told(kept: Kept, tmp_path: Path, row: int) -> None:
    result = check(kept, tmp_path, lines=kept.lines[:row] + kept.lines[row + 1 :])
    assert result.exit_code == 1
    assert f"The ledger is broken at row {row}: it does not follow the row before." in result.output


@KINDS
def test_two_rows_swapped_are_told(kept: Kept, tmp_path: Path) -> None:
    lines = list(kept.lines)
    lines[3], lines[4] = lines[4], lines[3]
    result = check(kept, tmp_path, lines=lines)
    assert result.exit_code == 1
    assert "The ledger is broken at row 3" in result.output


@KINDS
@pytest.mark.parametrize(("left", "words"), [(5, "shorter than your old note"), (9, "The ledger ends at row 8")])
def test_a_ledger_cut_off_is_told(kept: Kept, tmp_path: Path, left: int, words: str) -> None:
    result = check(kept, tmp_path, lines=kept.lines[:left])
    assert result.exit_code == 1
    assert words in result.output


@KINDS
def test_a_changed_row_is_told(kept: Kept, tmp_path: Path) -> None:
    lines = list(kept.lines)
    lines[4] = lines[4].replace("endorsed", "vetted99")
    result = check(kept, tmp_path, lines=lines)
    assert result.exit_code == 1
    assert "at row 4" in result.output


def rewritten(lines: list[str], key: SigningKey, first: int) -> list[str]:
    """Everything from row `first` on told anew by somebody who has the key: another text, all hashes and signatures."""
    found = lines[:first]
    prev = json.loads(lines[first - 1])["hash"]
    for line in lines[first:]:
        says = json.loads(json.loads(line)["canonical"]) | {"prev": prev, "kid": key.kid}
        says |= {"number": says["number"] + 1} if "number" in says else {}
        text = canonical.text(says)
        data = ledger.signed_bytes(text)
        prev = ledger.digest(data)
        row = {"canonical": text, "hash": prev, "kid": key.kid, "sig": key.sign(data)}
        found.append(canonical.text(row) + "\n")
    return found


@KINDS
def test_history_written_anew_with_the_key_is_told_by_an_old_note_alone(db: Session, tmp_path: Path) -> None:
    who = builders.cast(db)
    added(db, 6)
    old = checkpoints.checkpoint(db, HOME, NOW)
    entry_id = logged(db, who.alice, who.bob)
    sign_all(db, who.bob)
    data = file_of(db, token_of(db, entry_id))
    lines = [line.decode() for line in whole.lines(db, HOME)]
    key = keys.signer(db, service.hold(db, HOME), NOW)
    db.commit()
    forged = rewritten(lines, key, 4)
    read = json.loads(data)["bundle"]
    row = json.loads(forged[7])
    read["row"] = {"canonical": row["canonical"], "sig": row["sig"]}
    head = (HOME, 7, row["hash"], read["sealed_at"])
    note = checkpoints.notes.Note(*head, key.kid, key.sign(checkpoints.notes.message(*head)))
    read["checkpoint"] = checkpoints.notes.text(note)
    seal = key.sign(b"rs-tracker/bundle/v1\n" + canonical.text(read).encode())
    bundle = canonical.text({"bundle": read, "seal": {"alg": "ed25519", "kid": key.kid, "sig": seal}}).encode()
    kept = Kept(bundle, forged, _text(old), key)
    assert check(kept, tmp_path, old=False).exit_code == 0
    result = check(kept, tmp_path)
    assert result.exit_code == 1
    assert "what lay under its 6 rows was rewritten" in result.output


@KINDS
def test_the_public_list_of_hashes_serves_too(kept: Kept, db: Session, tmp_path: Path) -> None:
    listed = b"".join(published.hashes(db, HOME)).decode().splitlines(keepends=True)
    db.rollback()
    result = check(kept, tmp_path, lines=listed)
    assert result.exit_code == 0, result.output
    assert "A list does not show what the rows say" in result.output
    for wrong in (listed[:-1], listed[1:], [*listed[:2], "0" * 64 + "\n", *listed[3:5], "1" * 64 + "\n", *listed[6:]]):
        assert check(kept, tmp_path, lines=wrong).exit_code == 1


@KINDS
def test_a_root_key_says_whose_keys_they_are(db: Session, tmp_path: Path) -> None:
    who = builders.cast(db)
    entry_id = logged(db, who.alice, who.bob)
    sign_all(db, who.bob)
    root = rotation.make_root(db, HOME, NOW)
    rotation.rotate(db, HOME, NOW)
    data = file_of(db, token_of(db, entry_id))
    added(db, 1)
    rotation.revoke(db, HOME, root.seed(), 4, NOW)
    after = file_of(db, token_of(db, entry_id))
    db.commit()
    for bundle in (data, after):
        (tmp_path / "proof.json").write_bytes(bundle)
        for public, code in ((root.public, 0), ("ab" * 32, 1), ("nothing", 2)):
            (tmp_path / "root.txt").write_text(f"root key: {public}\n")
            words = ["verify", str(tmp_path / "proof.json"), "--root-key", str(tmp_path / "root.txt")]
            assert CliRunner().invoke(main, words).exit_code == code
        assert node_verifies(bundle, root_key=root.public) == 0
        assert node_verifies(bundle, root_key="ab" * 32) == 1


@KINDS
def test_a_signature_by_a_revoked_key_is_not_believed(db: Session, tmp_path: Path) -> None:
    who = builders.cast(db)
    entry_id = logged(db, who.alice, who.bob)
    sign_all(db, who.bob)
    token = token_of(db, entry_id)
    root = rotation.make_root(db, HOME, NOW)
    rotation.revoke(db, HOME, root.seed(), 1, NOW)
    data = file_of(db, token)
    lines = [line.decode() for line in whole.lines(db, HOME)]
    db.commit()
    (tmp_path / "proof.json").write_bytes(data)
    (tmp_path / "ledger.jsonl").write_text("".join(lines))
    words = ["verify", str(tmp_path / "proof.json"), "--full", str(tmp_path / "ledger.jsonl")]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 1
    assert result.output.count("BAD") == 1
    assert "the signature is not believed" in result.output
    assert node_verifies(data, full="".join(lines)) == 1


@KINDS
def test_what_cannot_be_read_ends_with_two(kept: Kept, tmp_path: Path) -> None:
    (tmp_path / "proof.json").write_bytes(kept.bundle)
    (tmp_path / "other.json").write_text("no proof")
    runs = [
        ["verify", str(tmp_path / "missing.json")],
        ["verify", str(tmp_path / "other.json")],
        ["verify", str(tmp_path / "proof.json"), "--old-note", str(tmp_path / "other.json")],
        ["verify", str(tmp_path / "proof.json"), "--full", str(tmp_path / "missing.jsonl")],
        ["verify", "--old-note", str(tmp_path / "other.json")],
    ]
    assert [CliRunner().invoke(main, words).exit_code for words in runs] == [2] * 5
