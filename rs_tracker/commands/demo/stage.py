"""What the makers of the demo share: the database, the one seed, who is who, and how a day becomes an instant."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from rs_tracker.commands.acting import actor_of
from rs_tracker.domain.actor import Actor
from rs_tracker.domain.dates import add_months

SEED = 20
ZONE = ZoneInfo("America/Chicago")  # of both associations


@dataclass(frozen=True, slots=True)
class Logged:
    """A line that was logged, as far as signing it needs to know."""

    entry_id: str
    association_id: str
    owner: str
    provider: str
    held_on: date
    logged_at: datetime
    version: int = 1

    @property
    def value(self) -> str:
        """How the queue names it."""
        return f"{self.association_id}/{self.entry_id}/{self.version}"


@dataclass(slots=True)
class Stage:
    """One making of the demo. People are known by a key: a supervisor's or coordinator's word, a learner's name."""

    db: Session
    now: datetime
    password_hash: str
    rng: Random = field(default_factory=lambda: Random(SEED))  # noqa: S311  chance here hides nothing
    ids: dict[str, str] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The day it is where both associations are."""
        return self.now.astimezone(ZONE).date()

    def months_ago(self, months: int) -> date:
        """The same day so many months back."""
        return add_months(self.today, -months)

    def days_ago(self, days: int) -> date:
        """So many days back."""
        return self.today - timedelta(days=days)

    def at(self, day: date, hour: int, minute: int | None = None) -> datetime:
        """An instant of that day by the clock of the associations, never after now."""
        typed = self.rng.randrange(60) if minute is None else minute
        instant = datetime.combine(day, time(hour, typed), ZONE).astimezone(UTC)
        return min(instant, self.now - timedelta(minutes=5))

    def new_id(self) -> str:
        """An id as a phone would make it, but of the one seed."""
        return str(UUID(int=self.rng.getrandbits(128), version=4))

    def actor(self, key: str, place: str) -> Actor:
        """That person, acting in that association."""
        person_id = self.ids[key]
        known = self.actors.get(f"{key} {place}")
        if known is None:
            known = self.actors[f"{key} {place}"] = actor_of(self.db, person_id, place)
        return known

    def forget(self, key: str) -> None:
        """Somebody's memberships changed: read them again next time."""
        person_id = self.ids[key]
        self.actors = {name: actor for name, actor in self.actors.items() if actor.person_id != person_id}
