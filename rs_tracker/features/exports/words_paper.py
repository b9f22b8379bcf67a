"""My log as paper: what codes and numbers are called there, in the reader's language."""

from collections.abc import Iterable
from datetime import date, datetime

from flask_babel import gettext as _

from rs_tracker.domain import lifecycle
from rs_tracker.domain.actor import Actor
from rs_tracker.domain.facts import OFFICE
from rs_tracker.domain.hours import decimal_hours, missing_hours
from rs_tracker.domain.paper import Attached, Cell, Column, Paper, Part, Square, Table, size
from rs_tracker.features.exports.lines import Period
from rs_tracker.features.exports.my_log import Goal, LogLine, Sheet
from rs_tracker.features.exports.queries import RecordEnd, StandingRow
from rs_tracker.web import i18n
from rs_tracker.web.filters import day, moment, short_day
from rs_tracker.web.marks import certainty


def my_log(me: Actor, sheet: Sheet, attached: tuple[Attached, ...], now: datetime) -> Paper:
    """The log of one person in one association, as they hand it in; `attached` are the proofs that go with it."""
    title, log = _("Log of reflective supervision and consultation"), sheet.log
    logged = _(
        "%(hours)s hours in %(count)s sessions, %(signed)s hours of them signed",
        hours=decimal_hours(log.minutes),
        count=len(log.lines),
        signed=decimal_hours(log.signed),
    )
    facts = (
        (_("Name"), me.name),
        (_("Association"), sheet.office.name),
        (_("Period of this page"), span(sheet.days)),
        (_("Printed"), moment(now)),
        (_("Logged"), logged),
    )
    return paper(
        me,
        now,
        title,
        sheet.office.name,
        facts,
        parts=tuple(_standing(row, sheet) for row in sheet.standings),
        tables=(_sessions(sheet),) if log.lines else (),
        notes=_notes(sheet, has_proofs=len(attached) > 0),
        square=_square(sheet),
        attached=attached,
    )


def span(days: Period) -> str:
    """A period in words."""
    first, last = days.first_day, days.last_day
    if first and last:
        return f"{day(first)} – {day(last)}"
    if first:
        return str(_("from %(day)s", day=day(first)))
    return str(_("until %(day)s", day=day(last))) if last else str(_("everything so far"))


def goal_name(kind: str, category: str) -> str:
    """What somebody works on."""
    return str(_("Earn %(code)s", code=category) if kind == "earn" else _("Renew %(code)s", code=category))


def signed_words(line: LogLine) -> str:
    """How a signer showed that it was them, and where, if that was elsewhere."""
    auth = {"pwd": _("password"), "passkey-uv": _("passkey"), "email-code": _("code sent by email")}[line.auth]
    where = _("signed at %(association)s", association=line.origin) if line.origin else ""
    return " · ".join(word for word in (auth, where) if word)


def paper(
    me: Actor,
    now: datetime,
    title: str,
    head: str,
    facts: tuple[tuple[str, str], ...],
    *,
    parts: tuple[Part, ...] = (),
    tables: tuple[Table, ...] = (),
    notes: tuple[Part, ...] = (),
    square: Square | None = None,
    attached: tuple[Attached, ...] = (),
) -> Paper:
    """A document of one person, with what stands on every page of it."""
    return Paper(
        language=i18n.language(),
        size=size(me.hats.zone if me.hats else me.zone),
        title=title,
        author=me.name,
        head=head,
        foot=_("%(name)s · printed %(when)s", name=me.name, when=moment(now)),
        page=_("Page {page} of {pages}"),
        made_at=now,
        facts=facts,
        parts=parts,
        tables=tables,
        notes=notes,
        square=square,
        attached=attached,
    )


def _standing(row: StandingRow, sheet: Sheet) -> Part:
    """One goal: its totals, and the rule they follow with where it stands."""
    amounts = (
        (_("Counted"), decimal_hours(row.counted)),
        (_("Waiting for signature"), decimal_hours(row.waiting)),
        (_("Does not count"), decimal_hours(row.not_counted)),
        (_("Logged"), decimal_hours(row.logged)),
        (_("Missing"), missing_hours(row.missing)),
    )
    if row.is_exempt:
        rule = _("Published rule: no hours are needed in this period.")
    elif row.required:
        rule = _("Published rule: %(hours)s hours.", hours=decimal_hours(row.required))
    else:
        rule = _("Published rule: no number of hours is asked for.")
    measured = _("Edition %(letters)s of the rules, measured on %(day)s.", letters=sheet.edition, day=day(row.as_of))
    words = [rule, certainty(row.certainty)]
    if row.dates:
        words.append(_("Due on %(day)s.", day=day(row.dates.due)))
    words.append(measured)
    if not sheet.office.is_office_run:
        words.append(_("The association does not use rs_tracker yet, so it has confirmed nothing here."))
    period = span(Period(row.window.starts_on, row.window.ends_on)) if row.window else _("All time")
    title = f"{goal_name(row.kind, row.category)}, {period}"
    return Part(title, amounts, (" ".join(words),), tuple(row.detail.sources))


def _sessions(sheet: Sheet) -> Table:
    log = sheet.log
    columns = (
        Column(_("Date")),
        Column(_("Hours"), is_number=True),
        Column(_("Format")),
        Column(_("Supervisor"), width=1),
        Column(_("Signed"), width=2),
        Column(_("Proof page")),
        *(Column(_goal_head(goal), is_number=True) for goal in log.goals),
    )
    rows = tuple(
        (
            Cell(short_day(line.held_on)),
            Cell(decimal_hours(line.minutes)),
            shape(line.format, line.group_size, line.medium, line.kind),
            Cell(line.supervisor or "–"),
            _signed(line),
            Cell(line.token, url=f"{sheet.site}{line.token}") if line.token else Cell(""),
            *(Cell(decimal_hours(minutes)) for minutes in line.counted),
        )
        for line in log.lines
    )
    sums = (
        Cell(_("Together")),
        Cell(decimal_hours(log.minutes)),
        *_blank(2),
        Cell(_("%(hours)s hours signed", hours=decimal_hours(log.signed))),
        *_blank(1),
        *(Cell(decimal_hours(minutes)) for minutes in log.counted),
    )
    return Table(_("Sessions"), columns, rows, sums)


def _goal_head(goal: Goal) -> str:
    return str(_("Counts:\n%(goal)s", goal=goal_name(goal.kind, goal.category)))


def _signed(line: LogLine) -> Cell:
    """Who signed, when and how, or why nobody did: name, date and time with its zone."""
    if line.signed_at is not None:
        small = f"{moment(line.signed_at)} · {signed_words(line)}"
        if line.state == lifecycle.CHANGED:
            small = f"{small} · {_('a correction waits to be signed')}"
        return Cell(line.signer, small)
    return Cell(unsigned_words(line))


def unsigned_words(line: LogLine) -> str:
    """What stands in place of a signature."""
    if line.vouched_as == OFFICE:
        return str(_("Confirmed by the office, not signed"))
    if line.vouched_as is not None:
        return str(_("Confirmed by a stand-in, %(name)s, not signed", name=line.vouched_by or ""))
    told = {
        lifecycle.RETURNED: _("Sent back"),
        lifecycle.WITHDRAWN: _("Cancelled by the supervisor"),
        lifecycle.VOIDED: _("Struck by the office"),
    }
    if line.state in told:
        return str(told[line.state])
    return str(_("Waiting for signature") if line.supervisor else _("Nobody to sign"))


def shape(form: str, group_size: int | None, medium: str, kind: str = "reflective") -> Cell:
    """What kind of meeting it was."""
    media = {"in_person": _("In person"), "video": _("Video"), "phone": _("Phone")}
    kinds = {
        "peer": _("Peer"),
        "administrative": _("Administrative"),
        "clinical": _("Clinical"),
        "training": _("Training"),
    }
    told = _("Group of %(size)d", size=group_size) if form == "group" else _("Individual")
    return Cell(told, " · ".join(word for word in (media[medium], kinds.get(kind)) if word))


def _notes(sheet: Sheet, *, has_proofs: bool) -> tuple[Part, ...]:
    if not sheet.log.lines:
        return (Part("", words=(_("Nothing is logged in this period."),)),)
    words = [
        f"“{sheet.sentence}”",
        _(
            "Each supervisor signed for themselves, at the time and in the way that stands beside their name. A "
            "signature says that the meeting took place; whether it counts follows from the published rules of the "
            "association."
        ),
    ]
    if sheet.square:
        words.append(
            _(
                "Anybody can check a signature without an account: the page is %(address)s followed by the letters in "
                "the column Proof page.",
                address=sheet.site,
            )
        )
    if has_proofs:
        words.append(
            _(
                "The proof of each signature is attached to this file. It can be checked without this server: save it "
                "and run rs-tracker verify on it."
            )
        )
    if sheet.log.is_cut:
        words.append(
            _(
                "Only the oldest 1,500 sessions of this period are shown. Choose a shorter period, or take the file, "
                "which has all of them."
            )
        )
    signatures = Part(_("What a signature says"), words=tuple(words))
    return (signatures, Part("", words=record_words(sheet.record))) if sheet.record else (signatures,)


def record_words(record: RecordEnd) -> tuple[str, str]:
    """What keeps a record from being rewritten after it was printed."""
    told = _(
        "When this was printed, the association’s record of signatures had %(size)s rows. Whoever keeps this paper can "
        "show later whether anything before that was changed: the last row then had this check sum.",
        size=record.size,
    )
    return str(told), record.last_hash


def _square(sheet: Sheet) -> Square | None:
    newest = sheet.log.newest_proof
    if sheet.square is None or newest is None:
        return None
    return Square(sheet.square, square_words(newest.held_on), f"{sheet.site}{newest.token}")


def proof_words() -> str:
    """What an attached file is."""
    return str(_("Proof of a signature, to be checked with rs-tracker verify"))


def square_words(held_on: date) -> str:
    """What the square code of a log leads to."""
    return str(_("Proof page of the newest signed session, %(day)s", day=short_day(held_on)))


def _blank(times: int) -> Iterable[Cell]:
    return (Cell("") for _time in range(times))
