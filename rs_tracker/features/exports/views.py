"""Files and paper: hours by person, sessions, my log, hours given."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, abort, request

from rs_tracker.adapters import clock
from rs_tracker.domain.actor import COORDINATOR, SUPERVISEE, SUPERVISOR, Actor
from rs_tracker.features.exports import easy as copying
from rs_tracker.features.exports import given as hours_given
from rs_tracker.features.exports import hats as either
from rs_tracker.features.exports import my_log as own
from rs_tracker.features.exports import proof_files, queries, service, words_given, words_paper
from rs_tracker.features.exports.forms import period, whole_year, year
from rs_tracker.features.exports.words import words
from rs_tracker.web.access import SIGNED_IN, allow
from rs_tracker.web.db import apart, db, streamed
from rs_tracker.web.htmx import render
from rs_tracker.web.marks import certainty
from rs_tracker.web.runtime import runtime
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
        return _my_csv(me, period(request.args))
    standings = queries.standings(db(), me, now)
    days = period(request.args) if request.args else queries.first_period(standings)
    sheet = own.sheet(db(), me, standings, days, _site(), now)
    if request.args.get("format") == "pdf":
        return _my_pdf(me, sheet, now)
    return render(
        "exports/my_log.html",
        sheet=sheet,
        periods=queries.periods(standings),
        certainty_words=certainty,
        unsigned_words=words_paper.unsigned_words,
        signed_words=words_paper.signed_words,
        square_words=words_paper.square_words,
        record_words=words_paper.record_words,
        now=now,
        asked=_asked(days),
    )


def _my_pdf(me: Actor, sheet: own.Sheet, now: datetime) -> Response:
    _note(me, "log")
    files = proof_files.attached(db(), sheet.log, sheet.site, words_paper.proof_words(), now)
    return _printed("log", me, service.printed(words_paper.my_log(me, sheet, files, now)))


def _my_csv(me: Actor, days: queries.Period) -> Response:
    said, site = words(), _site()
    _note(me, "log")
    return _file("log", me, lambda session: service.log_file(session, me.association, me.person_id, days, said, site))


@bp.get("/hours-given")
@allow(SUPERVISOR)
def given() -> Response:
    """What I signed in a year, by association and person; on paper or as a file."""
    me, now = actor(), clock.now()
    today = me.today(now)
    number = year(request.args, today.year)
    if request.args.get("format") == "csv":
        said = words()
        _note(me, "given", year=number)
        return _file(
            f"hours-given-{number}", me, lambda session: service.given_file(session, me, whole_year(number), said)
        )
    found = hours_given.given(db(), me, whole_year(number))
    if request.args.get("format") == "pdf":
        _note(me, "given", year=number)
        return _printed(f"hours-given-{number}", me, service.printed(words_given.hours_given(me, found, number, now)))
    return render("exports/given.html", given=found, year=number, years=hours_given.years(db(), me, today), now=now)


@bp.get("/my-hours")
@allow(SIGNED_IN)
def my_hours() -> Response:
    """What I received and what I gave, over all my associations, year by year."""
    return render("exports/my_hours.html", hats=either.hats(db(), actor()), now=clock.now())


@bp.get("/easy")
@allow(SUPERVISEE)
def easy() -> Response:
    """My hours as the association's application system asks for them, to copy field by field."""
    me, now = actor(), clock.now()
    standings = queries.standings(db(), me, now)
    days = period(request.args) if request.args else queries.first_period(standings)
    found = own.log(db(), me, days, now)
    return render(
        "exports/easy.html",
        copies=copying.copies(found),
        is_cut=found.is_cut,
        days=days,
        span=words_paper.span(days),
        periods=queries.periods(standings),
        email=queries.email(db(), me.person_id),
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


def _site() -> str:
    """Where proof pages are, up to their letters."""
    return f"{runtime().base_url}/verify/"


def _printed(name: str, me: Actor, content: bytes) -> Response:
    """A PDF to keep."""
    answer = Response(content, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{_named(name, me)}.pdf"'
    return answer


def _named(name: str, me: Actor) -> str:
    return f"{name}-{me.association}-{me.today(clock.now())}"


def _file(name: str, me: Actor, read: Callable[[Any], Iterator[bytes]]) -> Response:
    """A file that is sent while it is read."""
    answer = Response(streamed(read), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{_named(name, me)}.csv"'
    return answer
