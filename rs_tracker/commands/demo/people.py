"""Everybody joins: the offices first, then supervisors with what they hold, then those who log."""

from datetime import date, datetime, timedelta

from sqlalchemy import select

from rs_tracker.commands.demo.cast import (
    ALABAMA,
    COORDINATORS,
    LEARNERS,
    OWN_ADDRESS,
    SUPERVISORS,
    TEXAS,
    Held,
    Learner,
    Supervisor,
)
from rs_tracker.commands.demo.stage import Stage
from rs_tracker.domain.actor import SUPERVISEE, SUPERVISOR
from rs_tracker.features.accounts import claims, codes
from rs_tracker.features.accounts import service as accounts
from rs_tracker.features.association import confirming
from rs_tracker.features.association import service as association
from rs_tracker.features.association.confirming import Terms
from rs_tracker.features.people import service as people
from rs_tracker.features.progress import service as progress
from rs_tracker.store.tables import Qualification

CLAIMED = 30  # months ago
OFFICE = {place: key for key, (_, place) in COORDINATORS.items()}
OF_THE_FIVE = {"bob", "dana", "erin"}


def address(name: str, key: str = "") -> str:
    """Where mail for somebody of the demo goes; the five accounts have short ones."""
    if key in OF_THE_FIVE or name in OWN_ADDRESS:
        return f"{OWN_ADDRESS.get(name, key)}@example.org"
    plain = name.lower().replace("ü", "u").replace("á", "a").replace("’", "").replace("dr. ", "")
    words = plain.split()
    return f"{words[0]}.{words[-1]}@example.org"


def first_ones(stage: Stage) -> None:
    """Some logged here before their office knew of it."""
    for one in LEARNERS:
        if one.before:
            at = stage.at(stage.months_ago(CLAIMED + 2), 15)
            stage.ids[one.name] = people.new_person(stage.db, one.name, address(one.name), at)
            people.add_member(stage.db, one.place, stage.ids[one.name], SUPERVISEE, now=at, by=None)
            join(stage, one.name, one.name, at + timedelta(minutes=20))


def offices(stage: Stage) -> None:
    """Both associations are handed to their offices; the coordinators join, and who was there is asked."""
    at = stage.at(stage.months_ago(CLAIMED), 9)
    for key, (name, place) in COORDINATORS.items():
        claimed = claims.claim(stage.db, place, address(name, key), name, at)
        stage.ids[key] = claimed.person_id
        join(stage, key, name, at + timedelta(hours=3))
    for one in LEARNERS:
        if one.before in ("yes", "no"):
            accounts.consent(stage.db, stage.actor(one.name, one.place), one.before == "yes", at + timedelta(days=3))


def join(stage: Stage, key: str, name: str, at: datetime) -> None:
    """Somebody who was written down types the code from the mail and sets a password."""
    proof = codes.Proof(address(name, key), codes.JOIN, stage.ids[key], None)
    accounts.join(stage.db, proof, name, stage.password_hash, at)


def supervisors(stage: Stage) -> None:
    """The offices add those who give supervision; each declares what they hold, and the office confirms most."""
    at = stage.at(stage.months_ago(CLAIMED - 1), 10)
    for one in SUPERVISORS:
        for place in one.leaves:
            write_down(stage, one.key, one.name, SUPERVISOR, place, at)
        join(stage, one.key, one.name, at + timedelta(days=1))
        for held in one.held:
            (_approve if held.status == "vetted" else _declare)(stage, one, held, at + timedelta(days=2))


def write_down(stage: Stage, key: str, name: str, role: str, place: str, at: datetime) -> None:
    """The office adds somebody to its roster and invites them."""
    office = stage.actor(OFFICE[place], place)
    stage.ids[key] = association.add_person(stage.db, office, name, address(name, key), role, at)


def _declare(stage: Stage, one: Supervisor, held: Held, at: datetime) -> None:
    """Somebody says what they hold: long ago, and each office confirmed it, or lately, and it waits."""
    starts_on, ends_on = _days(stage, held)
    first = next(iter(one.leaves))
    said_at = (
        max(at, stage.at(min(starts_on, stage.today), 9)) if held.is_confirmed else stage.at(stage.days_ago(12), 13)
    )
    actor = stage.actor(one.key, first)
    people.declare(stage.db, actor, held.category, held.status, held.degree, starts_on, ends_on, first, None, said_at)
    for place in one.leaves if held.is_confirmed else ():
        mine = (Qualification.association_id == place, Qualification.person_id == actor.person_id)
        ids = stage.db.scalars(select(Qualification.id).where(*mine)).all()
        confirming.confirm_all(stage.db, stage.actor(OFFICE[place], place), ids, said_at + timedelta(days=4))


def _approve(stage: Stage, one: Supervisor, held: Held, at: datetime) -> None:
    """An office looked at somebody who holds no endorsement, and approved them."""
    starts_on, ends_on = _days(stage, held)
    terms = Terms(held.category, held.status, held.degree, starts_on, ends_on, "Licence and two letters seen")
    for place in one.leaves:
        confirming.record(stage.db, stage.actor(OFFICE[place], place), stage.ids[one.key], terms, at)


def _days(stage: Stage, held: Held) -> tuple[date, date | None]:
    return stage.months_ago(held.began), stage.months_ago(held.ended) if held.ended else None


def learners(stage: Stage) -> None:
    """Those who log join a few days before their first session; some are there already, as supervisors or before."""
    supervisors = {one.name: one.key for one in SUPERVISORS}
    for one in LEARNERS:
        at = stage.at(stage.months_ago(one.since) - timedelta(days=9), 11)
        known = stage.ids.get(supervisors.get(one.name, one.name))
        if known is None:
            write_down(stage, one.name, one.name, SUPERVISEE, one.place, at)
            join(stage, one.name, one.name, at + timedelta(days=1, hours=2))
        else:
            stage.ids[one.name] = known
            people.add_member(stage.db, one.place, known, SUPERVISEE, now=at, by=stage.ids[OFFICE[one.place]])
            stage.forget(one.name)
        _tell_of_themselves(stage, one, at + timedelta(days=2))


def _tell_of_themselves(stage: Stage, one: Learner, at: datetime) -> None:
    actor = stage.actor(one.name, one.place)
    people.set_trait(stage.db, actor, people.DEGREE, one.degree, None, at)
    if one.gives_rsc:
        people.set_trait(stage.db, actor, people.GIVES_RSC, people.YES, None, at)


def invited(stage: Stage) -> None:
    """Asked to join and not there yet: two whose codes still work, one whose code is long past."""
    for name, place, days in (
        ("Terrence Oyelaran", ALABAMA, 3),
        ("Wilhelmina Hart", ALABAMA, 41),
        ("Lakshmi Iyer", TEXAS, 1),
    ):
        write_down(stage, name, name, SUPERVISEE, place, stage.at(stage.days_ago(days), 14))


def goals(stage: Stage) -> None:
    """What each works on. Set after two years were logged, because every session before would be counted anew."""
    for one in LEARNERS:
        for said in one.goals:
            _goal(stage, one, said)


def _goal(stage: Stage, one: Learner, said: str) -> None:
    kind, category, months = said.split()
    _set(stage, one.name, one.place, kind, category, int(months))


def _set(stage: Stage, key: str, place: str, kind: str, category: str, months: int) -> None:
    day = stage.months_ago(months)
    applied_on, endorsed_on = (day, None) if kind == "earn" else (None, day)
    actor = stage.actor(key, place)
    at = stage.at(max(day, stage.months_ago(24)), 18)
    progress.set_goal(stage.db, actor, kind, category, None, applied_on, endorsed_on, at)
