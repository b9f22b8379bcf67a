"""Each check of the house, shown a planted fault, finds it, and finds nothing in the same place without it."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from tests.house import floors, repository, sizes, words
from tests.house.tree import Module, modules


def built(folder: Path, files: dict[str, str]) -> list[Module]:
    """A package with these files."""
    package = folder / "rs_tracker"
    for path, source in files.items():
        place = package / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(source, "utf-8")
    return modules(package)


ALLOWED = {
    "domain/hours.py": "from datetime import date\nfrom rs_tracker.domain import facts",
    "domain/facts.py": "",
    "domain/actor.py": "",
    "store/base.py": "import sqlalchemy\nfrom rs_tracker.domain.facts import Fact",
    "adapters/clock.py": "from datetime import datetime",
    "web/db.py": "from flask import g\nfrom rs_tracker.store import base\nfrom rs_tracker.adapters import clock",
    "web/htmx.py": "import htmx_flask",
    "features/people/queries.py": "from sqlalchemy import select\nfrom rs_tracker.store.base import Base",
    "features/entries/service.py": "from rs_tracker.features.people import queries\nimport rs_tracker.rulepacks",
    "features/entries/previews.py": "from sqlalchemy import select",
    "features/entries/log_views.py": "from flask import g",
    "features/entries/words.py": "from flask_babel import gettext\nfrom rs_tracker.domain import facts",
    "features/entries/views.py": "from rs_tracker.features.entries import service\nfrom rs_tracker.web import db",
    "features/signing/views.py": "from rs_tracker.domain.actor import Actor\nfrom rs_tracker.adapters import clock",
    "rulepacks/__init__.py": "from rs_tracker.domain.facts import Fact",
    "commands/serve.py": "from rs_tracker.app import create_app",
    "app.py": "from rs_tracker.features.entries import views",
    "layout.py": "from config import Config",
}

THROUGH_A_WALL = {
    "the domain knows no library": ("domain/hours.py", "import sqlalchemy"),
    "the domain knows no floor above": ("domain/hours.py", "from rs_tracker.store import base"),
    "the domain does not look at the machine": ("domain/hours.py", "import random"),
    "packs know no tables": ("rulepacks/__init__.py", "from rs_tracker.store import base"),
    "the store knows no web": ("store/base.py", "import flask"),
    "an adapter knows no tables": ("adapters/clock.py", "from rs_tracker.store import base"),
    "an adapter is about one library": ("adapters/mail.py", "import openpyxl\nimport argon2"),
    "the web knows no rooms": ("web/access.py", "from rs_tracker.features.people import queries"),
    "only one module knows htmx_flask": ("web/access.py", "from htmx_flask import htmx"),
    "only the roof reads the settings": ("web/access.py", "from config import Config"),
    "nobody imports the roof": ("web/access.py", "from rs_tracker import app"),
    "nobody imports the commands": ("features/signing/service.py", "from rs_tracker.commands import serve"),
    "nobody imports the roof by its contents": ("store/types.py", "from rs_tracker.layout import ROOT"),
    "a service knows no flask": ("features/entries/service.py", "from flask import g"),
    "a service knows no web": ("features/entries/queries.py", "from rs_tracker.web import db"),
    "a service is handed the clock": ("features/entries/queries.py", "from rs_tracker.adapters.clock import now"),
    "a service knows no views of its own": ("features/entries/service.py", "from . import views"),
    "an early room does not lean on a late one": (
        "features/people/service.py",
        "import rs_tracker.features.entries.service",
    ),
    "views stay in their room": ("features/signing/service.py", "from rs_tracker.features.entries.views import show"),
    "views ask their own queries": ("features/signing/views.py", "from rs_tracker.features.entries.queries import own"),
    "views know no SQL": ("features/signing/views.py", "from sqlalchemy import select"),
    "views decide nothing": ("features/signing/views.py", "from rs_tracker.domain.hours import cut"),
    "words are for people": ("features/signing/service.py", "from rs_tracker.features.signing import words"),
    "views know no tables": ("features/signing/forms.py", "from rs_tracker.store.base import Base"),
    "a room is listed": ("features/attic/service.py", ""),
    "a floor is listed": ("cellar/wine.py", ""),
    "the package itself imports nothing": ("__init__.py", "from rs_tracker import domain"),
    "nothing is imported inside a function": ("domain/hours.py", "def f() -> None:\n    from datetime import date"),
}


def test_what_the_plan_allows_is_not_refused(tmp_path: Path) -> None:
    assert floors.check(built(tmp_path, ALLOWED)) == []


@pytest.mark.parametrize("name", THROUGH_A_WALL)
def test_an_import_through_a_wall_is_found(tmp_path: Path, name: str) -> None:
    path, source = THROUGH_A_WALL[name]
    found = floors.check(built(tmp_path, {**ALLOWED, path: source}))
    assert found, name
    assert all(one.startswith(path) for one in found)


def test_a_circle_of_imports_is_found(tmp_path: Path) -> None:
    circle = {"domain/a.py": "from rs_tracker.domain import b", "domain/b.py": "from . import a"}
    assert floors.cycles(built(tmp_path, circle)) == [
        "rs_tracker.domain.a -> rs_tracker.domain.b -> rs_tracker.domain.a"
    ]
    assert floors.cycles(built(tmp_path / "other", {**circle, "domain/b.py": ""})) == []


Check = Callable[[list[Module]], Iterable[str]]
PLANTED: dict[str, tuple[Check, str, str, str]] = {
    "a clock in the domain": (floors.impurities, "domain/a.py", "date.today()", "actor.today(now)"),
    "a file opened in the domain": (floors.impurities, "domain/a.py", "open('x')", "door.open()"),
    "a clock in a service": (floors.impurities, "features/entries/service.py", "datetime.now(UTC)", "clock(now)"),
    "a commit in a service": (floors.commits, "features/entries/service.py", "db.commit()", "db.flush()"),
    "a commit in a view": (floors.commits, "features/entries/views.py", "db().commit()", "db().flush()"),
    "a row by bare id": (floors.bare_ids, "features/entries/queries.py", "db.get(Entry, id)", "values.get('id')"),
    "a row by bare id in a view": (
        floors.bare_ids,
        "features/entries/views.py",
        "db().get(Entry, id)",
        "own(db(), id)",
    ),
    "an unlisted writer apart": (floors.apart, "web/a.py", "def f():\n    apart(g)", "def f():\n    g()"),
    "an unlisted question to all": (floors.spanning, "web/a.py", "q(spans_associations=True)", "q(is_long=True)"),
    "a long file": (sizes.long_python, "web/a.py", "\n" * 301, "\n" * 300),
    "a long function": (sizes.long_python, "web/a.py", "def f():\n" + "    x\n" * 40, "def f():\n" + "    x\n" * 39),
    "a long view": (
        sizes.long_python,
        "features/entries/views.py",
        "@room.get('/')\ndef f():\n" + "    x\n" * 25,
        "@room.get('/')\ndef f():\n" + "    x\n" * 24,
    ),
    "a test that cannot fail": (
        sizes.assertionless,
        "test_a.py",
        "def test_a():\n    print(1)",
        "def test_a():\n    assert x",
    ),
    "a test without a sentence": (sizes.terse, "test_a.py", "def test_sign(): ...", "def test_bob_signs_once(): ..."),
    "a promise": (sizes.unfinished, "web/a.py", "# TO" + "DO later", "# done"),
    "a hole": (sizes.unfinished, "web/a.py", "def f():\n    raise NotImplementedError", "def f():\n    raise KeyError"),
    "a test switched off": (
        sizes.unfinished,
        "test_a.py",
        "@pytest.mark.skip\ndef test_a(): ...",
        "@pytest.mark.journey\ndef test_a(): ...",
    ),
    "a message in one language": (words.in_python, "web/a.py", "flash('Saved.')", "flash(_('Saved.'))"),
    "a label in one language": (words.in_python, "web/a.py", "StringField('Name')", "StringField(_l('Name'))"),
    "a composed message": (words.in_python, "web/a.py", "flash(f'{n} saved')", "flash(ngettext('a', 'b', n))"),
    "another room's page": (
        words.foreign_templates,
        "features/entries/views.py",
        "render('signing/queue.html')",
        "render('entries/list.html')",
    ),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_found_and_its_absence_is_not(tmp_path: Path, name: str) -> None:
    check, path, fault, sound = PLANTED[name]
    assert list(check(built(tmp_path / "fault", {path: fault})))
    assert not list(check(built(tmp_path / "sound", {path: sound})))


@pytest.mark.parametrize(
    ("path", "lines", "is_found"),
    [
        ("templates/home/page.html", 121, True),
        ("templates/home/page.html", 120, False),
        ("static/js/chips.js", 121, True),
        ("tests/conftest.py", 151, True),
        ("tests/conftest.py", 150, False),
    ],
)
def test_a_long_template_script_or_conftest_is_listed(tmp_path: Path, path: str, lines: int, is_found: bool) -> None:
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_text("\n" * lines)
    assert (path in sizes.long_others(tmp_path)) is is_found


@pytest.mark.parametrize("path", ["templates/home/_row.html", "templates/components/row.html"])
def test_a_piece_without_inputs_is_found(tmp_path: Path, path: str) -> None:
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_text("<li>{{ row.id }}</li>")
    assert list(sizes.silent_pieces(tmp_path))
    (tmp_path / path).write_text("{# row: queries.Row #}\n<li>{{ row.id }}</li>")
    assert not list(sizes.silent_pieces(tmp_path))


@pytest.mark.parametrize("path", ["rs_tracker/utils.py", "tests/helpers/a.py", "templates/components/_misc.html"])
def test_a_drawer_for_anything_is_found(tmp_path: Path, path: str) -> None:
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_text("")
    assert list(sizes.drawers(tmp_path))


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("<p>Save it</p>", ["Save it"]),
        ("<p>{{ _('Save it') }}</p>", []),
        ("<p>{% trans %}Save it{% endtrans %}</p>", []),
        ('<img alt="A picture">', ["A picture"]),
        ('<input type="submit" value="Send">', ["Send"]),
        ('<input type="hidden" name="state" value="Send">', []),
        ("{{ field(form.name, hint='As in your passport') }}", ["As in your passport"]),
        ("{{ field(form.name, hint=_('As in your passport')) }}", []),
        ("{% if a %}<b>{{ n }}</b> of{% else %}{{ _('none') }}{% endif %}", ["of …"]),
        ('<{{ tag }} class="{{ kind }} wide" data-label="{{ words }}">', []),
        ("<p>rs_tracker</p><p>12 · 3</p>{# a comment #}", []),
        ("{% block main_class %}narrow{% endblock %}{% block main %}narrow{% endblock %}", ["narrow"]),
        ("<script src='a.js'>var words</script>", []),
    ],
)
def test_words_outside_gettext_are_found(source: str, said: list[str]) -> None:
    assert words.bare_words(source) == said


def test_words_of_a_mail_are_found_and_its_headers_are_not() -> None:
    mail = "Subject: {{ _('Your code') }}\n\n{{ _('Your code is') }} {{ code }}\nGoodbye"
    assert words.bare_words(mail, is_html=False) == ["Goodbye"]


def test_a_registry_and_a_machine_are_found(tmp_path: Path) -> None:
    host, place = "registry." + "npmjs" + ".org", "/" + "root" + "/project/x"
    (tmp_path / "a.txt").write_text(f"from {host}\nsee {place}\nGET /work-and-rest/\n")
    assert list(repository.names_a_place(tmp_path)) == [
        "a.txt:1: names npmjs" + ".org",
        "a.txt:2: names a path of one machine",
    ]


def test_files_taken_in_are_found(tmp_path: Path) -> None:
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "htmx.min.js").write_text("")
    (tmp_path / "static" / "own.js").write_text("")
    assert repository.taken_in(tmp_path) == ["static/htmx.min.js"]


def test_a_setting_the_readme_forgets_is_found() -> None:
    readme = "| variable | field |\n|---|---|\n| `PORT` | `port` | x |\n| `RS_OLD` | `old` | x |\n"
    found = repository.settings_differ(readme, {"port": "PORT", "host": "RS_HOST"})
    assert [line.split(":")[0] for line in found] == ["host", "old"]


def test_a_command_the_readme_forgets_is_found() -> None:
    readme = "Use `doctor`.\n| command | does |\n| `serve`, `worker` | x |\n| `packs list` | or `verify` |\n"
    assert repository.commands_untold(readme, ["serve", "worker", "packs", "verify", "doctor"]) == ["verify", "doctor"]


def test_an_association_without_examples_is_found(tmp_path: Path) -> None:
    (tmp_path / "xx-aimh").mkdir()
    (tmp_path / "xx-aimh" / "pack.toml").write_text("")
    (tmp_path / "xx-aimh" / "cases.toml").write_text("# none yet")
    assert list(repository.incomplete_packs(tmp_path)) == [
        "xx-aimh has no SOURCES.md",
        "xx-aimh/cases.toml has no example",
    ]
