"""What becomes of every table when somebody erases themself. A test holds this list against the tables there are.

Ids are no names: a row that only says which of two numbers did what stays, so that what was signed can be checked for
as long as anybody needs it. What says who somebody was, or was written by hand, goes.
"""

from typing import Any

from rs_tracker.store.tables import (
    AccountTrail,
    Address,
    Endorsement,
    EvidenceFile,
    Goal,
    Invitation,
    LogUpload,
    MembershipRole,
    Operation,
    Passkey,
    PersonTrait,
    RecoveryCode,
    StandIn,
    Standing,
    SupervisionPair,
    WebSession,
)

# What stands in the place of a name, in any language.
NOBODY = "—"

# Rows of an association that go when one of these columns names the person; the order minds who refers to whom.
GOES_HERE: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (Standing, ("person_id",)),
    (Goal, ("person_id",)),
    (Invitation, ("person_id",)),
    (LogUpload, ("person_id",)),
    (MembershipRole, ("person_id",)),
    (Operation, ("person_id",)),
    (SupervisionPair, ("supervisee_id", "provider_id")),
    (StandIn, ("person_id", "named_by")),
    (EvidenceFile, ("owner_id",)),
)
# The same for what belongs to a person everywhere.
GOES: tuple[Any, ...] = (AccountTrail, Address, Endorsement, Passkey, PersonTrait, RecoveryCode, WebSession)

# Tables whose rows are looked at one by one in scrub.py and rows.py, because only some of them go, or parts of them.
LOOKED_AT = frozenset(
    (
        "account_code",
        "association",
        "cancellation",
        "carried",
        "disclosure",
        "entry",
        "entry_version",
        "erasing",
        "evidence_use",
        "group_line",
        "group_sheet",
        "guest_link",
        "guest_request",
        "guest_visit",
        "ledger_disclosure",
        "membership",
        "office_question",
        "outbox",
        "person",
        "qualification",
        "rsc_session",
        "sent_back",
        "session_entry",
        "sign_intent",
        "strike",
    )
)
# Tables in which nothing says who anybody is: numbers, codes, dates, hashes, keys.
STAYS = frozenset(
    (
        "association_key",
        "attestation",
        "attestation_end",
        "checkpoint",
        "evidence",
        "ledger",
        "ledger_head",
        "origin_key",
        "proof",
        "rate_count",
        "sign_consent",
        "spent_challenge",
        "supervisor_gone",
        "trail",
        "vouch",
        "vouch_end",
    )
)
