"""The supervisors a kept log names, as typed, and who they are: matched by address, else by name, else new."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rs_tracker.domain.addresses import is_address

NEW = "new"
TITLES = frozenset(("dr", "mr", "mrs", "ms", "miss", "prof", "dra", "sr", "sra"))


@dataclass(frozen=True, slots=True)
class Typed:
    """A supervisor as typed, in how many rows; `person_id` is theirs, NEW, or empty while nobody is meant."""

    name: str
    times: int
    person_id: str
    email: str


def typed_people(
    named: Sequence[tuple[str, str]],
    chosen: Mapping[str, str],
    emails: Mapping[str, str],
    known: Sequence[tuple[str, str, str | None]],
) -> tuple[Typed, ...]:
    """Everybody typed, the most frequent first. `named` are (name, e-mail) by row, `known` (id, name, e-mail).

    What was chosen wins while it is somebody who may be named. Rows without a name are one person too, if chosen.
    """
    times = Counter(name for name, _ in named)
    written: dict[str, str] = {}
    for name, email in named:
        if is_address(email):
            written.setdefault(name, email.lower())
    ids = {person_id for person_id, _, _ in known}
    found = []
    for name, count in times.most_common():
        email = emails.get(name) or written.get(name, "")
        wanted = chosen.get(name, "")
        person_id = wanted if wanted in ids or (wanted == NEW and name) else _match(name, email, known)
        found.append(Typed(name, count, person_id, email))
    return tuple(found)


def _match(name: str, email: str, known: Sequence[tuple[str, str, str | None]]) -> str:
    by_email = [person_id for person_id, _, address in known if email and address == email]
    if by_email:
        return by_email[0]
    if not name:
        return known[0][0] if len(known) == 1 else ""
    by_name = [person_id for person_id, other, _ in known if _plain(other) == _plain(name)]
    return by_name[0] if len(by_name) == 1 else NEW


def _plain(name: str) -> str:
    """Without titles, degrees after a comma, and punctuation: "Dr. Ana Lopez, LCSW" is "ana lopez"."""
    words = re.sub(r"[^\w\s]+", " ", name.split(",")[0].casefold()).split()
    return " ".join(word for word in words if word not in TITLES)
