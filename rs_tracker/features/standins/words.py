"""Codes of this room as sentences."""

from flask_babel import gettext as _

from rs_tracker.domain import standins
from rs_tracker.features.standins.queries import Waiting


def gone(reason: str, name: str) -> str:
    """Why a supervisor does not sign."""
    told: dict[str, str] = {
        standins.DIED: _("%(name)s has died.", name=name),
        standins.RETIRED: _("%(name)s has retired.", name=name),
        standins.LEFT: _("%(name)s left and cannot be reached.", name=name),
        standins.REFUSES: _("%(name)s refuses to sign.", name=name),
        standins.SILENT: _("%(name)s has not answered.", name=name),
    }
    return told[reason]


def relation(code: str) -> str:
    """How a stand-in was there."""
    told: dict[str, str] = {
        standins.GROUP_MEMBER: _("Member of the same group"),
        standins.CO_FACILITATOR: _("Led the session together with the supervisor"),
        standins.SECOND_SUPERVISOR: _("Another supervisor who was there"),
    }
    return told[code]


def faults() -> dict[str, str]:
    """Why a line was left out."""
    return {
        standins.NOT_NAMED: _("Nobody asked you about it any more."),
        standins.OWN: _("It is a session of your own."),
        standins.SUPERVISORS_OWN: _("You are its supervisor: sign it instead."),
        standins.SIGNED: _("Its supervisor has signed it."),
        standins.GONE: _("It is not waiting any more."),
        standins.CHANGED: _("It was changed meanwhile. Look at it again."),
        standins.FUTURE: _("It is dated after today."),
        standins.NOT_OPEN: _("It is too early: its supervisor can still sign."),
    }


def stands(line: Waiting) -> str:
    """Where a stuck session stands, in one sentence for the office."""
    if line.row.named_id is not None:
        return str(_("%(name)s was named as somebody who was there.", name=line.row.stand_in_name))
    if line.row.declined_at is not None:
        return str(_("Who was named said that they were not there."))
    if line.ways.office:
        return str(_("You can confirm it with evidence."))
    return str(_("Its supervisor can still sign."))
