"""Who acts: the signed-in person, the association they act in, and their hats there."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

SUPERVISEE, SUPERVISOR, COORDINATOR, ADMIN = "supervisee", "supervisor", "coordinator", "admin"


@dataclass(frozen=True, slots=True)
class Hats:
    """What a person is in one association. `waiting`: how many sessions there wait for their signature."""

    association_id: str
    association_name: str
    zone: str
    roles: frozenset[str]
    is_office_run: bool
    office_sees: bool | None = True
    waiting: int = 0

    def today(self, now: datetime) -> date:
        """The calendar day of `now` (an instant) where the association is."""
        return now.astimezone(ZoneInfo(self.zone)).date()


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person. `association_id` is the one they act in now; `memberships` are all of theirs."""

    person_id: str
    name: str
    zone: str
    language: str
    session_id: str
    memberships: tuple[Hats, ...] = ()
    association_id: str | None = None
    may_sign_from: datetime | None = None

    @property
    def hats(self) -> Hats | None:
        """The membership they act in, if they have any."""
        return self.hats_in(self.association_id)

    def hats_in(self, association_id: str | None) -> Hats | None:
        """Their membership in that association, or None."""
        return next((hats for hats in self.memberships if hats.association_id == association_id), None)

    @property
    def roles(self) -> frozenset[str]:
        """Their hats in the association they act in."""
        hats = self.hats
        return hats.roles if hats else frozenset()

    @property
    def association(self) -> str:
        """The id of the association they act in; an actor without any must not get this far."""
        if self.association_id is None:
            raise LookupError("this person belongs to no association yet")
        return self.association_id

    def wears(self, role: str) -> bool:
        """Whether they have that hat anywhere."""
        return any(role in hats.roles for hats in self.memberships)

    def today(self, now: datetime) -> date:
        """The calendar day of `now` in the association they act in, else in their own zone."""
        hats = self.hats
        return hats.today(now) if hats else now.astimezone(ZoneInfo(self.zone)).date()
