"""The copy sheet for EASy, the Alliance's application system: what its tabs Details and Supervision ask, ready to copy.

That the tab exists, names a supervisor in each row and asks for the total at registration is published; the exact
fields of a row are not, and associations differ. So the sheet offers what such a row can ask, one row a supervisor.
"""

from dataclasses import dataclass
from datetime import date

from rs_tracker.features.exports.my_log import Log, LogLine


@dataclass(frozen=True, slots=True)
class Row:
    """One supervisor's sessions; minutes."""

    supervisor: str
    first_on: date
    last_on: date
    sessions: int
    individual: int
    group: int

    @property
    def minutes(self) -> int:
        """All of them."""
        return self.individual + self.group


@dataclass(frozen=True, slots=True)
class Copies:
    """The sheet: rows, oldest supervisor first, and the minutes that are left out of them because of what they are."""

    rows: list[Row]
    unsigned: int
    other_kinds: int

    @property
    def minutes(self) -> int:
        """The total number of minutes received."""
        return sum(row.minutes for row in self.rows)


def copies(log: Log) -> Copies:
    """The signed sessions of reflective supervision in a log, by supervisor."""
    wanted = [line for line in log.lines if line.kind == "reflective"]
    signed = [line for line in wanted if line.signed_at is not None]
    by_supervisor: dict[str, list[LogLine]] = {}
    for line in signed:
        by_supervisor.setdefault(line.signer_id, []).append(line)
    return Copies(
        rows=[_row(lines) for lines in by_supervisor.values()],
        unsigned=sum(line.minutes for line in wanted) - sum(line.minutes for line in signed),
        other_kinds=log.minutes - sum(line.minutes for line in wanted),
    )


def _row(lines: list[LogLine]) -> Row:
    days = [line.held_on for line in lines]
    in_group = sum(line.minutes for line in lines if line.format == "group")
    return Row(
        supervisor=lines[0].signer,
        first_on=min(days),
        last_on=max(days),
        sessions=len(lines),
        individual=sum(line.minutes for line in lines) - in_group,
        group=in_group,
    )
