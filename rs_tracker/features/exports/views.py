"""Files and paper: hours by person, sessions, my log, hours given."""

from collections.abc import Callable, Iterator
from typing import Any

from flask import Blueprint, Response, abort, request, url_for

from rs_tracker.adapters import clock
from rs_tracker.domain.actor import COORDINATOR, SUPERVISEE, SUPERVISOR, Actor
from rs_tracker.features.exports import given as hours_given
from rs_tracker.features.exports import my_log as own
from rs_tracker.features.exports import queries, service
from rs_tracker.features.exports.forms import period, whole_year, year
from rs_tracker.features.exports.words import words
from rs_tracker.web.access import allow
from rs_tracker.web.db import apart, db, streamed
from rs_tracker.web.htmx import render
from rs_tracker.web.marks import certainty
from rs_tracker.web.visitor import actor

bp = Blueprint("exports", __name__, url_prefix="/exports")


@bp.get("/hours")
@allow(COORDINATOR)
def hours() -> Response:
    """Hours by person as a file: what the board shows with the same address."""
    _check_format()
    me = actor()
    asked = {name: request.args.get(name, "") for name in ("search", "category", "show", "place", "order")}
    wanted, said = queries.wanted(**asked), words()
    _note(me, "hours", show=wanted.show, place=wanted.place, is_narrowed=wanted.is_narrowed)
    return _file("hours", me, lambda session: service.hours_file(session, me.association, wanted, said))


@bp.get("/entries")
@allow(COORDINATOR)
def entries() -> Response:
    """Every session that the office may see as a file, or those of one member."""
    _check_format()
    me, days, person_id = actor(), period(request.args), request.args.get("person") or None
    if person_id is not None and not queries.may_see(db(), me.association, person_id):
        abort(404)
    said = words()
    _note(me, "entries", person_id=person_id)
    return _file("sessions", me, lambda session: service.entries_file(session, me.association, days, said, person_id))


@bp.get("/my-log")
@allow(SUPERVISEE)
def my_log() -> Response:
    """My own log, to print or as a file."""
    me, now = actor(), clock.now()
    if request.args.get("format") == "csv":
        days, said = period(request.args), words()
        _note(me, "log")
        return _file("log", me, lambda session: service.log_file(session, me.association, me.person_id, days, said))
    standings = queries.standings(db(), me, now)
    days = period(request.args) if request.args else queries.first_period(standings)
    return render(
        "exports/my_log.html",
        log=own.log(db(), me, days, now),
        standings=standings,
        days=days,
        periods=queries.periods(standings),
        office=queries.office(db(), me.association),
        sentence=own.sentence(me.language),
        edition=queries.edition(me.association),
        certainty_words=certainty,
        now=now,
        csv_url=url_for("exports.my_log", **_asked(days), format="csv"),
    )


@bp.get("/hours-given")
@allow(SUPERVISOR)
def given() -> Response:
    """What I signed in a year, by association and person; on paper or as a file."""
    me, today = actor(), actor().today(clock.now())
    number = year(request.args, today.year)
    if request.args.get("format") == "csv":
        said = words()
        _note(me, "given", year=number)
        return _file(
            f"hours-given-{number}", me, lambda session: service.given_file(session, me, whole_year(number), said)
        )
    return render(
        "exports/given.html",
        given=hours_given.given(db(), me, whole_year(number)),
        year=number,
        years=hours_given.years(db(), me, today),
        now=clock.now(),
    )


def _check_format() -> None:
    """There is one kind of file so far."""
    if request.args.get("format", "csv") != "csv":
        abort(404)


def _asked(days: queries.Period) -> dict[str, Any]:
    named = (("from", days.first_day), ("to", days.last_day))
    return {name: day.isoformat() for name, day in named if day is not None}


def _note(me: Actor, what: str, *, person_id: str | None = None, **about: Any) -> None:
    """Leave a line for each download, before its first byte: whatever becomes of the answer, it was asked for."""
    now = clock.now()
    apart(lambda late: service.note_download(late, me, me.association, what, now, person_id=person_id, **about))


def _file(name: str, me: Actor, read: Callable[[Any], Iterator[bytes]]) -> Response:
    """A file that is sent while it is read."""
    answer = Response(streamed(read), mimetype="text/csv")
    day = me.today(clock.now())
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}-{me.association}-{day}.csv"'
    return answer
