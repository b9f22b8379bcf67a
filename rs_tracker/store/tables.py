"""Every table, imported once, so that the metadata is whole wherever it is asked for."""

from rs_tracker.store.accounts import AccountCode, RateCount, WebSession
from rs_tracker.store.associations import Association
from rs_tracker.store.base import Base
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
from rs_tracker.store.guests import GuestLink, GuestRequest, GuestVisit
from rs_tracker.store.groups import GroupLine, GroupSheet, RscSession, SessionEntry
from rs_tracker.store.memberships import Invitation, Membership, MembershipRole, Qualification, SupervisionPair
from rs_tracker.store.people import Address, Endorsement, Person, PersonTrait
from rs_tracker.store.progress import Goal, Standing
from rs_tracker.store.records import AccountTrail, OutboxMessage, Trail

metadata = Base.metadata

__all__ = [
    "AccountCode",
    "AccountTrail",
    "Address",
    "Association",
    "Attestation",
    "Disclosure",
    "Endorsement",
    "Entry",
    "EntryVersion",
    "Goal",
    "GroupLine",
    "GroupSheet",
    "GuestLink",
    "GuestRequest",
    "GuestVisit",
    "Invitation",
    "LogUpload",
    "Membership",
    "MembershipRole",
    "OfficeQuestion",
    "OutboxMessage",
    "Person",
    "PersonTrait",
    "Qualification",
    "RateCount",
    "RscSession",
    "SentBack",
    "SessionEntry",
    "SignIntent",
    "Standing",
    "SupervisionPair",
    "Trail",
    "WebSession",
    "metadata",
]
