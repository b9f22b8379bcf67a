"""What somebody says about one session, before it is a version of an entry."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import uuid4

from rs_tracker.domain.categories import BOTH
from rs_tracker.domain.facts import GROUP, INDIVIDUAL, NEVER_COUNTING_KINDS, REFLECTIVE, BadFact, Fact, Provider
from rs_tracker.domain.ids import is_id

__all__ = ["GROUP_MOST", "NEVER_COUNTING_KINDS", "Draft", "Named", "form_id", "is_id"]

GROUP_MOST = 500
EARLIEST = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Named:
    """A supervisor who is not in the list yet, as typed."""

    name: str
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """One session as its owner tells it. Minutes are whole; `provider_id` is a person's id."""

    held_on: date
    minutes: int
    provider_id: str | None = None
    kind: str = REFLECTIVE
    format: str = INDIVIDUAL
    group_size: int | None = None
    medium: str = "in_person"
    about_rsc: int = 0
    track: str = BOTH

    def fact(self, entry_id: str, *, signed: bool = False) -> Fact:
        """The same as counting sees it (the provider without qualifications); BadFact names what cannot be."""
        provider = Provider(self.provider_id) if self.provider_id else None
        return Fact(
            entry_id=entry_id,
            on=self.held_on,
            minutes=self.minutes,
            provider=provider,
            kind=self.kind,
            format=self.format,
            group_size=self.group_size,
            medium=self.medium,
            about_rsc=self.about_rsc,
            track=self.track,
            signed=signed,
        )

    def check(self, latest: date) -> None:
        """Raise BadFact for a session that cannot have been: after `latest`, too long, without a supervisor."""
        self.fact("")
        if self.held_on > latest:
            raise BadFact("on", f"{self.held_on} is in the future")
        if self.held_on < EARLIEST:
            raise BadFact("on", f"{self.held_on} is too long ago")
        if self.group_size is not None and self.group_size > GROUP_MOST:
            raise BadFact("group_size", f"{self.group_size} is outside 1 to {GROUP_MOST}")

    def tidied(self) -> "Draft":
        """Without what the other answers leave no room for: a size without a group, a provider that is empty."""
        size = self.group_size if self.format == GROUP else None
        about = self.about_rsc if self.kind not in NEVER_COUNTING_KINDS else 0
        return replace(self, group_size=size, about_rsc=about, provider_id=self.provider_id or None)


def form_id(sent: str | None) -> str:
    """The id an entry will have: the one that came with its form, else a new one."""
    return sent if sent is not None and is_id(sent) else str(uuid4())
