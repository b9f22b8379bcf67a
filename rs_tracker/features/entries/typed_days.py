"""Dates as people write them: 3/14/2024, 2024-03-14, 14 Mar 2024, March 14th, 9/4. Pure text, no clock."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january ene enero",
            "feb february febrero",
            "mar march marzo",
            "apr april abr abril",
            "may mayo",
            "jun june junio",
            "jul july julio",
            "aug august ago agosto",
            "sep sept september set septiembre setiembre",
            "oct october octubre",
            "nov november noviembre",
            "dec december dic diciembre",
        ),
        start=1,
    )
    for name in names.split()
}
ISO = r"(?P<y0>\d{4})[-/.](?P<m0>\d{1,2})[-/.](?P<d0>\d{1,2})"
NUMBERS = r"(?P<a>\d{1,2})(?P<sep>[/.-])(?P<b>\d{1,2})(?:(?P=sep)(?P<y1>\d{4}|\d{2}))?"
DAY_FIRST = (
    r"(?P<d2>\d{1,2})(?:st|nd|rd|th)?[ .-]+(?:de +)?(?P<n2>[a-z]{3,10})\b[.,]?"
    r"(?:[ -]+(?:del? +)?(?P<y2>\d{4})|-(?P<y4>\d{2})\b)?"
)
MONTH_FIRST = r"(?P<n3>[a-z]{3,10})\b[. ]*(?P<d3>\d{1,2})(?:st|nd|rd|th)?\b(?:,? +(?P<y3>\d{4}))?"
WEEKDAY = r"(?:(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun)(?:day|nesday|rsday|sday|urday)?\.?,? +)?"
DAY = re.compile(rf"(?<![\w/]){WEEKDAY}(?:{ISO}|{NUMBERS}|{DAY_FIRST}|{MONTH_FIRST})(?![\w/])", re.IGNORECASE)
BETWEEN = re.compile(r"[\s,;|•·–-]+|\b(?:and|y|&)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TypedDays:
    """What a list of dates says. `days` in the order typed; the rest is what is wrong with it, as typed."""

    days: tuple[date, ...]
    unreadable: tuple[str, ...] = ()
    ahead: tuple[str, ...] = ()
    twice: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """A date as written: `first` and `second` are numbers whose order is open, unless the writing settles it."""

    first: int
    second: int
    year: int | None
    order: str | None

    @property
    def is_ambiguous(self) -> bool:
        """Whether both orders make a day of the calendar, and not the same one."""
        return self.order is None and self.first <= 12 and self.second <= 12 and self.first != self.second

    def day(self, is_day_first: bool, latest: date | None = None) -> date | None:
        """The calendar day. Without a year, the last such day up to `latest`; None if there is none."""
        month, day = self.first, self.second
        if self.order == "day" or (self.order is None and (is_day_first or month > 12) and day <= 12):
            month, day = day, month
        if self.year is not None:
            return _date(self.year, month, day)
        if latest is None:
            return None
        tried = (_date(year, month, day) for year in range(latest.year, latest.year - 5, -1))
        return next((found for found in tried if found is not None and found <= latest), None)


def written(text: str) -> Written | None:
    """A text that is one date and nothing else, or None."""
    match = DAY.fullmatch(" ".join(text.split()))
    return _written(match) if match else None


def typed_days(text: str, latest: date) -> TypedDays:
    """All dates in a text, however they are separated; numbers alone are read month first."""
    days: list[date] = []
    ahead, unreadable, end = [], [], 0
    flat = " ".join(text.replace("\n", " ; ").split())
    for match in DAY.finditer(flat):
        unreadable += _words(flat[end : match.start()])
        end = match.end()
        found = _written(match)
        day = found.day(is_day_first=False, latest=latest) if found else None
        if day is None or day.year < 1970:
            unreadable.append(match[0])
        elif day > latest:
            ahead.append(match[0])
        else:
            days.append(day)
    unreadable += _words(flat[end:])
    twice = [day for day, times in Counter(days).items() if times > 1]
    return TypedDays(tuple(days), tuple(unreadable), tuple(ahead), tuple(twice))


def _words(between: str) -> list[str]:
    return [word for word in BETWEEN.split(between) if word]


def _written(match: re.Match[str]) -> Written | None:
    if match["y0"]:
        return Written(int(match["m0"]), int(match["d0"]), int(match["y0"]), "month")
    if match["a"]:
        return Written(int(match["a"]), int(match["b"]), _year(match["y1"]), None)
    name, day = match["n2"] or match["n3"], match["d2"] or match["d3"]
    year = match["y2"] or match["y3"] or match["y4"]
    month = MONTHS.get(name.lower())
    return Written(month, int(day), _year(year), "month") if month else None


def _year(text: str | None) -> int | None:
    if text is None:
        return None
    return int(text) if len(text) == 4 else 2000 + int(text) - (100 if int(text) >= 70 else 0)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
