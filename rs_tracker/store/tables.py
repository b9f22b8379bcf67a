"""Every table, imported once, so that the metadata is whole wherever it is asked for."""

from rs_tracker.store.accounts import AccountCode, RateCount, WebSession
from rs_tracker.store.associations import Association
from rs_tracker.store.base import Base
from rs_tracker.store.carried import Carried, OriginKey
from rs_tracker.store.consents import SignConsent
from rs_tracker.store.endings import Cancellation, Erasing, Strike
from rs_tracker.store.entries import (
    Attestation,
    Disclosure,
    Entry,
    EntryVersion,
    LogUpload,
    OfficeQuestion,
    SentBack,
    SignIntent,
)
from rs_tracker.store.groups import GroupLine, GroupSheet, RscSession, SessionEntry
from rs_tracker.store.guests import GuestLink, GuestRequest, GuestVisit
from rs_tracker.store.ledger import (
    AssociationKey,
    AttestationEnd,
    Checkpoint,
    Evidence,
    LedgerDisclosure,
    LedgerHead,
    LedgerRow,
    Proof,
)
from rs_tracker.store.memberships import Invitation, Membership, MembershipRole, Qualification, SupervisionPair
from rs_tracker.store.operations import Operation
from rs_tracker.store.passkeys import Passkey, RecoveryCode, SpentChallenge
from rs_tracker.store.people import Address, Endorsement, Person, PersonTrait
from rs_tracker.store.progress import Goal, Standing
from rs_tracker.store.records import AccountTrail, OutboxMessage, Trail
from rs_tracker.store.standins import EvidenceFile, EvidenceUse, StandIn, SupervisorGone, Vouch, VouchEnd

metadata = Base.metadata

__all__ = [
    "AccountCode",
    "AccountTrail",
    "Address",
    "Association",
    "AssociationKey",
    "Attestation",
    "AttestationEnd",
    "Cancellation",
    "Carried",
    "Checkpoint",
    "Disclosure",
    "Endorsement",
    "Entry",
    "EntryVersion",
    "Erasing",
    "Evidence",
    "EvidenceFile",
    "EvidenceUse",
    "Goal",
    "GroupLine",
    "GroupSheet",
    "GuestLink",
    "GuestRequest",
    "GuestVisit",
    "Invitation",
    "LedgerDisclosure",
    "LedgerHead",
    "LedgerRow",
    "LogUpload",
    "Membership",
    "MembershipRole",
    "OfficeQuestion",
    "Operation",
    "OriginKey",
    "OutboxMessage",
    "Passkey",
    "Person",
    "PersonTrait",
    "Proof",
    "Qualification",
    "RateCount",
    "RecoveryCode",
    "RscSession",
    "SentBack",
    "SessionEntry",
    "SignConsent",
    "SignIntent",
    "SpentChallenge",
    "StandIn",
    "Standing",
    "Strike",
    "SupervisionPair",
    "SupervisorGone",
    "Trail",
    "Vouch",
    "VouchEnd",
    "WebSession",
    "metadata",
]
