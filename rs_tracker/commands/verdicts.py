"""What each step of checking a proof's file is in plain words. One sentence a step; a bad one says what is wrong."""

from collections.abc import Mapping
from typing import Any

from rs_tracker.domain.steps import BAD, GOOD, OPEN, Step

MARKS = {GOOD: "ok ", BAD: "BAD", OPEN: "-- "}

# (step, found, detail) → sentence; an empty detail stands for every detail that has none of its own.
SENTENCES: Mapping[tuple[str, str, str], str] = {
    ("bytes", GOOD, ""): "The file is spelled in the one way such a file can be spelled.",
    ("bytes", BAD, ""): "This is no proof's file, or a byte of it was changed: {why}.",
    ("seal", GOOD, ""): "Everything in it was sealed by the association's key on {at}; nothing was changed since.",
    ("seal", BAD, ""): "The association's key did not seal what the file says: something in it was changed.",
    ("keys", GOOD, ""): "The association's keys follow one another; the first is {first}.",
    ("keys", BAD, ""): "The keys in the file do not follow from one another.",
    ("root", GOOD, ""): "The root key you gave speaks for these keys.",
    ("root", BAD, ""): "The root key you gave does not speak for these keys.",
    ("root", BAD, "another"): "The root key you gave is not one that this association names.",
    ("root", OPEN, "none"): "The association keeps no root key: compare the first key above with the one on its page.",
    ("root", OPEN, "not-given"): "You gave no root key: compare the first key above with the one on its page.",
    ("signature", GOOD, ""): "Row {seq} of the ledger is signed by {kid}, the key that signed rows at that time.",
    ("signature", BAD, ""): "Row {seq} of the ledger is not signed by the association's key of that time.",
    ("signature", BAD, "kind"): "Row {seq} is not a signature of this association.",
    ("record", GOOD, ""): "The session in the file, {minutes} minutes on {date}, is the one that was signed.",
    ("record", BAD, ""): "The session in the file is not the one that was signed.",
    ("names", GOOD, ""): "The names are those of that day: {supervisor} signed for {supervisee}.",
    ("names", BAD, ""): "A name in the file is not the one that was signed ({field}).",
    ("names", OPEN, "erased"): "Names were erased since; everything else can still be checked.",
    ("checkpoint", GOOD, ""): "The checkpoint of {at} over {size} rows is signed by the association's key.",
    ("checkpoint", BAD, ""): "The checkpoint is not signed by the association's key.",
    ("checkpoint", BAD, "unreadable"): "The checkpoint in the file cannot be read.",
    ("covered", GOOD, "last"): "Row {seq} is the last row under that checkpoint: its hash stands there.",
    (
        "covered",
        GOOD,
        "stated",
    ): "Row {seq} lies under that checkpoint of {size} rows. The association's key says so; the "
    "rows between belong to others and are not in this file. --full goes through them.",
    ("covered", BAD, ""): "The row does not lie under the checkpoint.",
    ("old-note", GOOD, ""): "Your old note of {size} rows is part of the same history.",
    ("old-note", BAD, ""): "Your old note of {size} rows does not fit: the history was rewritten since.",
    ("old-note", BAD, "not-theirs"): "Your old note is not signed by a key of this association.",
    ("old-note", BAD, "unreadable"): "Your old note cannot be read.",
    ("old-note", OPEN, "needs-full"): "Your old note of {size} rows is genuine. Whether history goes on from it can be "
    "seen with --full only.",
    ("old-note", OPEN, "in-full"): "Your old note of {size} rows is genuine; the ledger is held against it below.",
    ("old-note", OPEN, "newer"): "Your note of {size} rows is newer than this file.",
    (
        "full",
        GOOD,
        "rows",
    ): "The whole ledger was read: {size} rows, each signed and naming the one before, and the row "
    "and the checkpoint stand where they should.",
    (
        "full",
        GOOD,
        "list",
    ): "In the list of {size} hashes the row and the checkpoint stand where they should. A list does "
    "not show what the rows say or that they are chained.",
    ("full", BAD, "unreadable"): "The ledger cannot be read at row {seq}.",
    ("full", BAD, "another-ledger"): "The ledger you gave is another association's.",
    ("full", BAD, "out-of-order"): "The ledger is broken at row {seq}: it does not follow the row before.",
    ("full", BAD, "signature"): "Row {seq} of the ledger is not signed by the key whose turn it was.",
    ("full", BAD, "truncated"): "The ledger ends at row {size}; the checkpoint is over {wanted} rows.",
    ("full", BAD, "other-row"): "Row {seq} of the ledger is another one than in the file.",
    ("full", BAD, "other-end"): "Row {seq} of the ledger is another one than the checkpoint names.",
    ("old-note-in-full", GOOD, ""): "The ledger goes on from your old note of {size} rows.",
    (
        "old-note-in-full",
        BAD,
        "rewritten",
    ): "The ledger does not go on from your old note: what lay under its {size} rows was rewritten.",
    (
        "old-note-in-full",
        BAD,
        "truncated",
    ): "The ledger is shorter than your old note of {size} rows: rows are missing.",
    ("old-note-in-full", BAD, "broken"): "The ledger is broken before it could be held against your old note.",
    ("passkey", GOOD, ""): "A passkey approved a statement with this very line, after its user had shown who they are.",
    ("passkey", OPEN, "pwd"): "The signer typed a password; that rests on the association's word.",
    ("passkey", OPEN, "email-code"): "The signer typed a code sent by email; that rests on the association's word.",
    ("passkey", BAD, ""): "What is there of the passkey cannot be read, or is not what the row names.",
    ("passkey", BAD, "statement"): "The passkey's statement is not the one of this signature.",
    ("passkey", BAD, "line"): "This session is not a line of the statement that the passkey approved.",
    ("passkey", BAD, "challenge"): "The passkey approved something else.",
    ("passkey", BAD, "host"): "The passkey was used for another site.",
    ("passkey", BAD, "not-verified"): "The passkey's user was not verified.",
    ("passkey", BAD, "signature"): "The passkey's signature is not by the registered key.",
    ("status", GOOD, "valid"): "As of {as_of} the signature stands. For later changes ask online.",
    ("status", BAD, "replaced"): "As of {as_of} the signature is replaced by a newer one (row {by}).",
    ("status", BAD, "withdrawn"): "As of {as_of} the signature is cancelled by the supervisor (row {by}).",
    ("status", BAD, "voided"): "As of {as_of} the signature is struck by the office (row {by}).",
    (
        "status",
        BAD,
        "key-revoked",
    ): "The key that signed was revoked from an earlier row on: the signature is not believed.",
    ("status", BAD, "untrue"): "What the file says has become of the signature does not follow from its rows.",
}


def sentence(step: Step) -> str:
    """The step for people, with its mark."""
    found = SENTENCES.get((step.code, step.found, step.detail)) or SENTENCES[step.code, step.found, ""]
    facts: Mapping[str, Any] = step.facts
    return f"{MARKS[step.found]}  {found.format_map(facts)}"
