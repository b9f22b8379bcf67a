"""Hours given as paper, in the reader's language."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from rs_tracker.domain.actor import Actor
from rs_tracker.domain.hours import decimal_hours
from rs_tracker.domain.paper import Cell, Column, Paper, Part, Table
from rs_tracker.features.exports.given import Given
from rs_tracker.features.exports.words_paper import paper, shape
from rs_tracker.web.filters import moment, short_day


def hours_given(me: Actor, given: list[Given], year: int, now: datetime) -> Paper:
    """What a supervisor signed in a year, association by association."""
    title = _("Hours given in %(year)s", year=year)
    sessions, minutes = sum(len(part.lines) for part in given), sum(part.minutes for part in given)
    together = ngettext(
        "%(hours)s hours in %(num)d session",
        "%(hours)s hours in %(num)d sessions",
        sessions,
        hours=decimal_hours(minutes),
    )
    facts = ((_("Name"), me.name), (_("Printed"), moment(now)), (_("Together"), together))
    tables = tuple(table for part in given for table in (_by_person(part), _given_lines(part)))
    cut = (_("Only the first 1,500 sessions are shown here; the file has all of them."),)
    notes = (Part(_("Please note"), words=cut),) if any(part.is_cut for part in given) else ()
    return paper(me, now, title, me.name, facts, tables=tables, notes=notes)


def _by_person(part: Given) -> Table:
    columns = (Column(_("Person"), width=1), Column(_("Sessions"), is_number=True), Column(_("Hours"), is_number=True))
    rows = tuple(
        (Cell(name), Cell(str(sessions)), Cell(decimal_hours(minutes))) for name, sessions, minutes in part.people
    )
    sums = (Cell(_("Together")), Cell(str(len(part.lines))), Cell(decimal_hours(part.minutes)))
    return Table(part.association_name, columns, rows, sums)


def _given_lines(part: Given) -> Table:
    columns = (
        Column(_("Date")),
        Column(_("Person"), width=1),
        Column(_("Hours"), is_number=True),
        Column(_("Format")),
        Column(_("Signed")),
    )
    rows = tuple(
        (
            Cell(short_day(line.held_on)),
            Cell(line.name),
            Cell(decimal_hours(line.minutes)),
            shape(line.format, line.group_size, line.medium),
            Cell(moment(line.signed_at)),
        )
        for line in part.lines
    )
    return Table(_("%(association)s, session by session", association=part.association_name), columns, rows)
