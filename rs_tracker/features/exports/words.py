"""The headings of files and what codes are called in them."""

from flask_babel import gettext as _

from rs_tracker.features.exports.service import Words


def words() -> Words:
    """In the reader's language; outside a request (on the command line) in English."""
    return Words(heads=_heads(), codes=_codes())


def _heads() -> dict[str, str]:
    return {
        "date": _("Date"),
        "name": _("Name"),
        "person": _("Person"),
        "email": _("Email"),
        "supervisor": _("Supervisor"),
        "hours": _("Hours"),
        "minutes": _("Minutes"),
        "kind": _("What kind"),
        "format": _("Format"),
        "group_size": _("People in the group"),
        "medium": _("How you met"),
        "about_rsc": _("Minutes about the supervision given"),
        "track": _("Ages of the children"),
        "state": _("State"),
        "signed_at": _("Signed at (UTC)"),
        "signed_by": _("Signed by"),
        "entry": _("Session id"),
        "proof": _("Proof page"),
        "association": _("Association"),
        "goal": _("Works on"),
        "category": _("Credential"),
        "from": _("Period from"),
        "to": _("Period to"),
        **_amounts(),
    }


def _amounts() -> dict[str, str]:
    return {
        "required": _("Required"),
        "logged": _("Logged"),
        "counted": _("Counted"),
        "waiting": _("Waiting for signature"),
        "not_counted": _("Does not count"),
        "missing": _("Missing"),
        "is_met": _("Requirement met"),
        "notes": _("To be checked"),
        "as_of": _("Measured on"),
        "required_minutes": _("Required, minutes"),
        "logged_minutes": _("Logged, minutes"),
        "counted_minutes": _("Counted, minutes"),
        "waiting_minutes": _("Waiting for signature, minutes"),
        "not_counted_minutes": _("Does not count, minutes"),
        "missing_minutes": _("Missing, minutes"),
    }


def _codes() -> dict[str, str]:
    return {
        "reflective": _("Reflective supervision"),
        "peer": _("Peer"),
        "administrative": _("Administrative"),
        "clinical": _("Clinical"),
        "training": _("Training"),
        "individual": _("Individual"),
        "group": _("Group"),
        "in_person": _("In person"),
        "video": _("Video"),
        "phone": _("Phone"),
        "IMH": _("Birth to 3"),
        "ECMH": _("3 to 6"),
        "both": _("Both"),
        "waiting": _("Waiting for signature"),
        "returned": _("Sent back"),
        "signed": _("Signed"),
        "changed": _("Signed, correction waiting"),
        "withdrawn": _("Cancelled by the supervisor"),
        "voided": _("Struck by the office"),
        "vouched-stand-in": _("Confirmed by a stand-in, not signed"),
        "vouched-office": _("Confirmed by the office, not signed"),
        "earn": _("Earn"),
        "renew": _("Renew"),
        "yes": _("Yes"),
        "no": _("No"),
        "exempt": _("Not required this time"),
        "unconfirmed": _("Not confirmed by the association"),
        "conflict": _("Published pages contradict one another"),
        "sources": _("Hours come from more than two main supervisors"),
    }
