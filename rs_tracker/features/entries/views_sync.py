"""What a phone kept of the log: a new session, a correction, taking one out. The same form checks as on the page."""

from werkzeug.datastructures import MultiDict

from rs_tracker.adapters import clock
from rs_tracker.domain.actor import Actor
from rs_tracker.features.entries import queries, service
from rs_tracker.features.entries.forms import SessionForm
from rs_tracker.features.entries.queries import Own
from rs_tracker.web.db import db
from rs_tracker.web.operations import CHECK, CONFLICT, GONE, RECEIVED, Answer, Operation


def log(me: Actor, asked: Operation) -> Answer:
    """A session that was logged without a connection."""
    form = _form(me, asked)
    if not form.validate():
        return _faults(form)
    try:
        entry_id = service.log(db(), me, form.entry(), clock.now(), asked.target, form.named())
    except service.BadFact as fault:
        form.refuse(fault.key)
        return _faults(form)
    return _received(me, entry_id, 201)


def correct(me: Actor, asked: Operation) -> Answer:
    """A correction; made on an older version than the one here, it is not written, and both sides are shown."""
    form, own = _form(me, asked), queries.own(db(), me, asked.target)
    if own is None:
        return Answer(410, GONE)
    if not form.validate():
        return _faults(form)
    try:
        service.correct(db(), me, asked.target, form.entry(), asked.base_version, clock.now(), form.named())
    except (service.ChangedMeanwhile, service.NotAllowed):
        return _conflict(own)
    except service.BadFact as fault:
        form.refuse(fault.key)
        return _faults(form)
    return _received(me, asked.target, 200)


def remove(me: Actor, asked: Operation) -> Answer:
    """A session taken out again; one that somebody signed meanwhile stays."""
    own = queries.own(db(), me, asked.target)
    if own is None:
        return Answer(410, GONE)
    try:
        service.remove(db(), me, asked.target, clock.now())
    except service.NotAllowed:
        return _conflict(own)
    return _received(me, asked.target, 200)


def _form(me: Actor, asked: Operation) -> SessionForm:
    form = SessionForm(formdata=MultiDict(asked.fields))
    form.latest = service.latest_day(me, clock.now())
    return form


def _faults(form: SessionForm) -> Answer:
    return Answer(422, CHECK, {"fields": {name: [str(one) for one in told] for name, told in form.errors.items()}})


def _conflict(own: Own) -> Answer:
    """What stands here, in the names of the form, for the person to choose from."""
    hours, minutes = divmod(own.draft.minutes, 60)
    theirs = {
        "held_on": own.draft.held_on.isoformat(),
        "hours": str(hours),
        "minutes": str(minutes),
        "medium": own.draft.medium,
        "format": own.draft.format,
        "group_size": str(own.draft.group_size or ""),
        "supervisor": own.draft.provider_id or "",
        "kind": own.draft.kind,
        "about_rsc": str(own.draft.about_rsc or ""),
        "track": own.draft.track,
    }
    return Answer(
        409, CONFLICT, {"state": own.state, "version": own.version, "fields": theirs, "who": own.provider_name}
    )


def _received(me: Actor, entry_id: str, status: int) -> Answer:
    own = queries.own(db(), me, entry_id)
    about = {"entry": entry_id, "state": own.state, "version": own.version} if own is not None else {"entry": entry_id}
    return Answer(status, RECEIVED, about)


HANDLERS = {"log": log, "correct": correct, "remove": remove}
