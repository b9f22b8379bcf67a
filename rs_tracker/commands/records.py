"""Recomputing every stored record of a database: versions, statements and signatures against their hashes."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from rs_tracker.domain.lifecycle import CHANGED, SIGNED
from rs_tracker.features.entries import record
from rs_tracker.features.ledger import audit as audits
from rs_tracker.features.signing import statement
from rs_tracker.store.entries import standing_version
from rs_tracker.store.tables import Association, Attestation, Carried, Disclosure, Entry, EntryVersion, SignIntent

AT_ONCE = 1000
TOLD = 20
# The provider is left out: an entry follows a person whose records were joined, a version never does.
REPEATED = ("held_on", "minutes", "kind", "format")
# Code of a fault in a ledger → its sentence.
IN_LEDGER = {
    audits.MISSING: "row {seq} is missing.",
    audits.BYTES: "row {seq} cannot be read.",
    audits.HASH: "row {seq} has other bytes than its hash.",
    audits.CHAIN: "row {seq} does not follow the row before it.",
    audits.COLUMNS: "row {seq}: its columns do not say what its bytes say.",
    audits.KEY: "row {seq} is signed with a key that may not sign it.",
    audits.SIGNATURE: "the signature of row {seq} is not the association's.",
    audits.INDEX: "row {seq} and what the program keeps about it do not say the same.",
    audits.NAME: "row {seq} was made of another name than the one beside it.",
    audits.EVIDENCE: "what the step-up of row {seq} rests on is missing or changed.",
    audits.HEAD: "it ends with row {seq}, which is not where its head says.",
    audits.KEYS: "the key that begins with row {seq} is vouched for by nobody.",
    audits.CHECKPOINT: "it is not what the checkpoint at row {seq} says.",
    audits.COUNTED: "{entry_id} counts otherwise than its rows say.",
}


@dataclass(slots=True)
class Outcome:
    """What was looked at, and each fault as a sentence (the first ones; all are counted)."""

    entries: int = 0
    versions: int = 0
    signatures: int = 0
    names: int = 0
    rows: int = 0
    faults: int = 0
    told: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return self.faults == 0

    @property
    def sentences(self) -> list[str]:
        """The outcome for people."""
        lines = [
            f"{self.versions} entry versions were hashed again.",
            f"{self.entries} entries were held against the versions and signatures they stand on.",
            f"{self.signatures} signatures were held against their versions and statements.",
            f"{self.names} names were held against what their versions keep of them.",
            f"{self.rows} rows of ledgers were read, with their chain, signatures and keys.",
        ]
        lines += self.told
        lines.append("Every record holds." if self.holds else f"{self.faults} records do not hold.")
        return lines

    def fault(self, sentence: str) -> None:
        """Count one more, and tell it while there are few."""
        self.faults += 1
        if len(self.told) < TOLD:
            self.told.append(sentence)


def verify(db: Session) -> Outcome:
    """Look at everything, association by association, in bounded memory."""
    outcome = Outcome()
    for association_id in db.scalars(select(Association.id).order_by(Association.id)).all():
        for version in _versions(db, association_id):
            _check_version(version, outcome)
        for entry, said, is_attested in _entries(db, association_id):
            _check_entry(entry, said, is_attested, outcome)
        for signature, sha256, provider, intent in _signatures(db, association_id):
            _check_signature(signature, sha256, provider, intent, outcome)
        for disclosure, commitment in _disclosures(db, association_id):
            outcome.names += 1
            if record.commitment(disclosure.salt, disclosure.value) != commitment:
                outcome.fault(
                    f"{disclosure.entry_id} version {disclosure.version}: the name is not the one it was made of."
                )
        _check_ledger(db, association_id, outcome)
    return outcome


def _check_ledger(db: Session, association_id: str, outcome: Outcome) -> None:
    outcome.rows += audits.rows_of(db, association_id)
    for fault in audits.audit(db, association_id):
        sentence = IN_LEDGER[fault.code].format(seq=fault.seq, entry_id=fault.entry_id)
        outcome.fault(f"the ledger of {association_id}: {sentence}")


def _versions(db: Session, association_id: str) -> Iterator[EntryVersion]:
    query = select(EntryVersion).where(EntryVersion.association_id == association_id)
    return iter(db.scalars(query.execution_options(yield_per=AT_ONCE)))


def _entries(db: Session, association_id: str) -> Iterator[tuple[Entry, EntryVersion | None, bool]]:
    """Each entry with the version it repeats, and whether the version it calls signed was signed."""
    query = (
        select(Entry, EntryVersion, or_(Attestation.entry_id.is_not(None), Carried.seq.is_not(None)))
        .outerjoin(
            EntryVersion,
            (EntryVersion.association_id == Entry.association_id)
            & (EntryVersion.entry_id == Entry.id)
            & (EntryVersion.version == standing_version(Entry)),
        )
        .outerjoin(
            Attestation,
            (Attestation.association_id == Entry.association_id)
            & (Attestation.entry_id == Entry.id)
            & (Attestation.version == Entry.signed_version),
        )
        .outerjoin(
            Carried,
            (Carried.association_id == Entry.association_id)
            & (Carried.entry_id == Entry.id)
            & (Carried.version == Entry.signed_version),
        )
        .where(Entry.association_id == association_id)
    )
    for row in db.execute(query.execution_options(yield_per=AT_ONCE)):
        yield row[0], row[1], row[2]


def _signatures(db: Session, association_id: str) -> Iterator[tuple[Attestation, str, str | None, SignIntent]]:
    query = (
        select(Attestation, EntryVersion.sha256, EntryVersion.provider_id, SignIntent)
        .join(
            EntryVersion,
            (EntryVersion.association_id == Attestation.association_id)
            & (EntryVersion.entry_id == Attestation.entry_id)
            & (EntryVersion.version == Attestation.version),
        )
        .join(SignIntent, SignIntent.id == Attestation.intent_id)
        .where(Attestation.association_id == association_id)
    )
    for row in db.execute(query.execution_options(yield_per=AT_ONCE)):
        yield row[0], row[1], row[2], row[3]


def _disclosures(db: Session, association_id: str) -> Iterator[tuple[Disclosure, str | None]]:
    query = (
        select(Disclosure, EntryVersion.provider_commitment)
        .join(
            EntryVersion,
            (EntryVersion.association_id == Disclosure.association_id)
            & (EntryVersion.entry_id == Disclosure.entry_id)
            & (EntryVersion.version == Disclosure.version),
        )
        .where(Disclosure.association_id == association_id)
    )
    for row in db.execute(query.execution_options(yield_per=AT_ONCE)):
        yield row[0], row[1]


def _check_entry(row: Entry, said: EntryVersion | None, is_attested: bool, outcome: Outcome) -> None:
    outcome.entries += 1
    is_signed = row.state in (SIGNED, CHANGED)
    if is_signed != (row.signed_version is not None) or is_signed != is_attested:
        outcome.fault(f"{row.id} is marked as signed, but nobody signed it, or the other way round.")
    if said is None or any(getattr(row, name) != getattr(said, name) for name in REPEATED):
        outcome.fault(f"{row.id}: its line in the log does not repeat the version it stands on.")


def _check_version(row: EntryVersion, outcome: Outcome) -> None:
    outcome.versions += 1
    body, sha256 = record.canonical(
        record.Version(
            association_id=row.association_id,
            entry_id=row.entry_id,
            version=row.version,
            person_id=row.person_id,
            provider_id=row.provider_id,
            held_on=row.held_on,
            minutes=row.minutes,
            kind=row.kind,
            format=row.format,
            group_size=row.group_size,
            medium=row.medium,
            about_rsc=row.about_rsc,
            track=row.track,
            provider_commitment=row.provider_commitment,
            author_id=row.author_id,
            created_at=row.created_at,
        )
    )
    if record.digest(row.body) != row.sha256:
        outcome.fault(f"{row.entry_id} version {row.version}: its bytes do not fit their hash.")
    elif (body, sha256) != (row.body, row.sha256):
        outcome.fault(f"{row.entry_id} version {row.version}: its columns do not say what its bytes say.")


def _check_signature(
    row: Attestation, sha256: str, provider_id: str | None, intent: SignIntent, outcome: Outcome
) -> None:
    outcome.signatures += 1
    name = f"the signature of {row.entry_id} version {row.version}"
    if row.version_sha256 != sha256:
        outcome.fault(f"{name} is of other bytes than the version has.")
    if row.signer_id == row.supervisee_id or provider_id is None:
        outcome.fault(f"{name} is not by the supervisor named.")
    if statement.digest(intent.body) != intent.sha256:
        outcome.fault(f"{name}: the statement's bytes do not fit their hash.")
        return
    lines = {
        (item.association_id, item.entry_id, item.version, item.sha256) for item in statement.read(intent.body).items
    }
    if (
        row.association_id,
        row.entry_id,
        row.version,
        row.version_sha256,
    ) not in lines or intent.person_id != row.signer_id:
        outcome.fault(f"{name} is not in the statement that was signed.")
