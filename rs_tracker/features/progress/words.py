"""A goal's page in words: its lines, its checks, what is asked beside the hours."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from rs_tracker.domain import shown
from rs_tracker.domain.facts import GROUP
from rs_tracker.domain.hours import decimal_hours
from rs_tracker.domain.rows import CYCLE, YEAR
from rs_tracker.domain.standing import MONTH_CHECKS, RSC
from rs_tracker.features.progress.log import LineRow
from rs_tracker.features.progress.rows import StandingRow
from rs_tracker.web import marks, reasons
from rs_tracker.web.filters import day
from rs_tracker.web.reasons import Sentence


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the log with its reasons in words."""

    row: LineRow
    details: str
    sentences: list[Sentence]

    @property
    def is_plain(self) -> bool:
        """Whether one short sentence says it all."""
        return len(self.sentences) == 1 and not self.sentences[0].remedy


def told(line: LineRow, today: date) -> Told:
    """The line in words."""
    session = reasons.Session(
        held_on=line.held_on,
        minutes=line.minutes,
        who=line.who,
        kind=line.kind,
        is_sent_back=line.is_sent_back,
        is_vouched=line.vouched_as is not None,
        state=line.state,
        ended_at=line.ended_at,
        today=today,
    )
    return Told(line, _details(line), reasons.sentences(line.brings, session))


def _details(line: LineRow) -> str:
    media = {"in_person": _("In person"), "video": _("Video"), "phone": _("Phone")}
    kinds = {
        "peer": _("Peer"),
        "administrative": _("Administrative"),
        "clinical": _("Clinical"),
        "training": _("Training"),
    }
    is_group = line.format == GROUP and line.group_size
    parts = [
        kinds.get(line.kind, ""),
        ngettext("Group of %(num)d", "Group of %(num)d", line.group_size) if is_group else _("Individual"),
        media[line.medium],
    ]
    return " · ".join(part for part in parts if part)


def checks(row: StandingRow) -> list[tuple[str, str, bool]]:
    """Each further check: what it asks for, how far it is, whether it is met."""
    found = []
    for name, check in row.detail.checks.items():
        if name == RSC:
            continue
        if name in MONTH_CHECKS:
            far = _("%(counted)d of %(required)d", counted=check.counted, required=check.required)
        else:
            counted, required = decimal_hours(check.counted), decimal_hours(check.required)
            far = _("%(counted)s of %(required)s hours", counted=counted, required=required)
        found.append((marks.check(name), far, check.met))
    return found


def rule(row: StandingRow) -> str:
    """What the published rule asks for, in one sentence."""
    hours, kind = decimal_hours(row.required), row.detail.window_kind
    if row.is_exempt:
        return str(_("No hours are asked for at the first renewal."))
    if not row.required:
        return str(_("No number of hours is asked for; reflective supervision is encouraged."))
    if kind == YEAR:
        return str(_("%(hours)s hours in each year of the association.", hours=hours))
    if kind == CYCLE:
        return str(_("%(hours)s hours in each three-year period.", hours=hours))
    if row.detail.stretch_months:
        months = row.detail.stretch_months
        return str(_("%(hours)s hours within %(months)s months.", hours=hours, months=months))
    return str(_("%(hours)s hours, whenever they were held.", hours=hours))


def beside(lines: tuple[shown.Shown, ...], window_ends_on: date) -> list[tuple[str, str]]:
    """What the association asks at renewal beside the hours: label and amount."""
    return [(_topic(line.topic), _amount(line, window_ends_on)) for line in lines]


def _topic(topic: str) -> str:
    names: dict[str, str] = {
        shown.TRAINING: _("Training"),
        shown.TRAINING_ABOUT_RSC: _("Training about giving supervision"),
        shown.TRAINING_DIVERSITY: _("Training about diversity and inclusion"),
        shown.MEMBERSHIP: _("Membership"),
        shown.ETHICS: _("Code of ethics"),
        shown.FEE: _("Fee"),
        shown.LATE_FEE: _("Late fee"),
    }
    return names[topic]


def _amount(line: shown.Shown, window_ends_on: date) -> str:
    if line.minutes is not None:
        return str(_("%(hours)s hours", hours=decimal_hours(line.minutes)))
    if line.cents is not None:
        return f"{line.cents // 100}.{line.cents % 100:02d} {line.currency}"
    need = _("required") if line.need == "required" else _("encouraged")
    by = line.date_for(window_ends_on)
    return str(_("%(need)s, by %(day)s", need=need, day=day(by)) if by else need)
