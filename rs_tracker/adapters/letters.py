"""The words of a letter: `templates/mail/<name>.txt` in the reader's language; its first line is the subject."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from gettext import NullTranslations, translation
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

SUBJECT = "Subject:"


@dataclass(frozen=True, slots=True)
class Written:
    """A letter's subject and its text."""

    subject: str
    body: str


class Letters:
    """Writes letters. `folder` holds the templates, `about` what each may say about this installation."""

    def __init__(self, folder: Path, about: Mapping[str, str], catalogues: Path | None = None) -> None:
        self._folder = folder
        self._about = dict(about)
        self._catalogues = catalogues
        self._environments: dict[str, Environment] = {}

    def write(self, template: str, params: Mapping[str, object], language: str) -> Written:
        """The letter in that language. A template without a subject line, or a missing value, is an error."""
        page = self._environment(language).get_template(f"mail/{template}.txt")
        head, _, body = page.render(self._about | dict(params)).partition("\n")
        if not head.startswith(SUBJECT):
            raise ValueError(f"templates/mail/{template}.txt does not begin with {SUBJECT}")
        return Written(head.removeprefix(SUBJECT).strip(), body.strip() + "\n")

    def _environment(self, language: str) -> Environment:
        if language not in self._environments:
            words = NullTranslations()
            if self._catalogues is not None:
                words = translation("messages", self._catalogues, [language], fallback=True)
            self._environments[language] = _environment(self._folder, words)
        return self._environments[language]


def _environment(folder: Path, words: NullTranslations) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701  plain text, never shown as HTML
    )
    environment.install_gettext_callables(words.gettext, words.ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.filters["day"] = lambda value: _day(words, value)
    environment.filters["duration"] = lambda minutes: _duration(words, minutes)
    return environment


def _day(words: NullTranslations, value: date | str) -> str:
    """21 November 2026, from a date or its ISO form."""
    on = date.fromisoformat(value[:10]) if isinstance(value, str) else value
    _ = words.gettext
    months = (
        _("January"),
        _("February"),
        _("March"),
        _("April"),
        _("May"),
        _("June"),
        _("July"),
        _("August"),
        _("September"),
        _("October"),
        _("November"),
        _("December"),
    )
    return _("%(month)s %(day)d, %(year)d") % {"day": on.day, "month": months[on.month - 1], "year": on.year}


def _duration(words: NullTranslations, minutes: int) -> str:
    """1 h 30 min."""
    _ = words.gettext
    whole, rest = divmod(minutes, 60)
    if not whole:
        return _("%(minutes)s min") % {"minutes": rest}
    if not rest:
        return _("%(hours)s h") % {"hours": whole}
    return _("%(hours)s h %(minutes)s min") % {"hours": whole, "minutes": rest}
