"""Reading TOML without trusting it: every value is asked for by name and kind; what nobody asked for is an error."""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path


class BadFile(ValueError):
    """A pack or case file that cannot be used. The message names the file, the place in it, and the key."""

    def __init__(self, file: str, where: str, key: str, problem: str) -> None:
        place = ", ".join(part for part in (where, f"key {key!r}" if key else "") if part)
        super().__init__(f"{file}: {place}: {problem}" if place else f"{file}: {problem}")
        self.file = file
        self.where = where
        self.key = key
        self.problem = problem


def read_toml(path: Path, name: str) -> "Table":
    """The root table of a TOML file; BadFile where it is missing, not UTF-8 or not TOML."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise BadFile(name, "", "", f"cannot be read ({error.strerror or error})") from error
    return parse_toml(raw, name)


def parse_toml(raw: bytes, name: str) -> "Table":
    """The root table of TOML bytes; BadFile where they are not UTF-8 or not TOML."""
    if raw.startswith(b"\xef\xbb\xbf"):
        raise BadFile(name, "", "", "begins with a byte order mark; save it as plain UTF-8")
    try:
        text = raw.decode("utf-8").replace("\r\n", "\n")
        return Table(name, "", tomllib.loads(text))
    except UnicodeDecodeError as error:
        raise BadFile(name, "", "", "is not UTF-8 text") from error
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise BadFile(name, "", "", f"is not TOML: {error}") from error


class Table:
    """One TOML table with its place in the file. Ask for every key, then call `done`."""

    def __init__(self, file: str, where: str, values: Mapping[str, object], prefix: str = "") -> None:
        self.file = file
        self.where = where
        self.prefix = prefix
        self._values = values
        self._asked: set[str] = set()

    def bad(self, key: str, problem: str) -> BadFile:
        return BadFile(self.file, self.where, f"{self.prefix}{key}" if key else self.prefix.rstrip("."), problem)

    def has(self, key: str) -> bool:
        return key in self._values

    def raw(self, key: str) -> object:
        """The value as it stands, None where the key is missing."""
        self._asked.add(key)
        return self._values.get(key)

    def need(self, key: str) -> object:
        if key not in self._values:
            raise self.bad(key, "is missing")
        return self.raw(key)

    def text(self, key: str, default: str | None = None) -> str:
        value = self.need(key) if default is None else self._values.get(key, default)
        self._asked.add(key)
        if not isinstance(value, str):
            raise self.bad(key, f"{value!r} is not text")
        return value

    def choice(self, key: str, choices: Sequence[str], default: str | None = None) -> str:
        value = self.text(key, default)
        if value not in choices:
            raise self.bad(key, f"{value!r} is not one of {', '.join(choices)}")
        return value

    def maybe_choice(self, key: str, choices: Sequence[str]) -> str | None:
        return self.choice(key, choices) if self.has(key) else None

    def whole(self, key: str, default: int | None = None, least: int = 0) -> int:
        value = self.need(key) if default is None else self._values.get(key, default)
        self._asked.add(key)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.bad(key, f"{value!r} is not a whole number")
        if value < least:
            raise self.bad(key, f"{value} is less than {least}")
        return value

    def maybe_whole(self, key: str, least: int = 0) -> int | None:
        return self.whole(key, least=least) if self.has(key) else None

    def flag(self, key: str, default: bool | None = None) -> bool:
        value = self.need(key) if default is None else self._values.get(key, default)
        self._asked.add(key)
        if not isinstance(value, bool):
            raise self.bad(key, f"{value!r} is not true or false")
        return value

    def maybe_flag(self, key: str) -> bool | None:
        return self.flag(key) if self.has(key) else None

    def day(self, key: str) -> date:
        value = self.need(key)
        if type(value) is not date:
            raise self.bad(key, f"{value!r} is not a date (write it as 2024-12-31, without quotes)")
        return value

    def maybe_day(self, key: str) -> date | None:
        return self.day(key) if self.has(key) else None

    def words(self, key: str, choices: Sequence[str] | None = None) -> tuple[str, ...]:
        """A list of different texts, at least one."""
        value = self.need(key)
        if not isinstance(value, list) or not value:
            raise self.bad(key, f"{value!r} is not a list of words")
        for word in value:
            if not isinstance(word, str):
                raise self.bad(key, f"{word!r} is not text")
            if choices is not None and word not in choices:
                raise self.bad(key, f"{word!r} is not one of {', '.join(choices)}")
        if len(set(value)) != len(value):
            raise self.bad(key, "names something twice")
        return tuple(value)

    def table(self, key: str, where: str | None = None) -> "Table":
        """A table inside this one; keys of it are named `key.inner` unless it has a place of its own."""
        value = self.need(key)
        if not isinstance(value, dict):
            raise self.bad(key, f"{value!r} is not a table")
        if where is not None:
            return Table(self.file, where, value)
        return Table(self.file, self.where, value, f"{self.prefix}{key}.")

    def maybe_table(self, key: str) -> "Table | None":
        return self.table(key) if self.has(key) else None

    def tables(self, key: str, label: str = "") -> list["Table"]:
        """A list of tables, none where the key is missing.

        With a label each is a place of its own, counted from 1 ("row 3"); without one it is named as in JSON.
        """
        value = self._values.get(key, [])
        self._asked.add(key)
        if not isinstance(value, list):
            raise self.bad(key, f"{value!r} is not a list of tables")
        found = []
        for number, item in enumerate(value, start=1):
            if not isinstance(item, dict):
                raise self.bad(key, f"{item!r} is not a table")
            if label:
                found.append(Table(self.file, f"{label} {number}", item))
            else:
                found.append(Table(self.file, self.where, item, f"{self.prefix}{key}[{number - 1}]."))
        return found

    def names(self) -> tuple[str, ...]:
        return tuple(self._values)

    def done(self) -> None:
        """Refuse what nobody asked for: a misspelt key must not pass for a missing one."""
        for key in self._values:
            if key not in self._asked:
                raise self.bad(key, "is not known here")
