"""The page that tells who may open what tells the truth."""

import re
from collections import defaultdict

from flask import Flask

from rs_tracker.layout import ROOT
from rs_tracker.web.access import COORDINATOR, MEMBER, PUBLIC, SIGNED_IN, SUPERVISEE, SUPERVISOR, rules

PAGE = ROOT / "docs" / "access.md"
CHAPTERS = {
    "Everybody": PUBLIC,
    "Whoever is signed in": SIGNED_IN,
    "Members": MEMBER,
    "People with a log": SUPERVISEE,
    "Supervisors": SUPERVISOR,
    "The office": COORDINATOR,
}
ROW = re.compile(r"\| `(?P<address>[^`]+)` \| (?P<how>[A-Z ]+) \| (?P<led>yes|no) \| (?P<what>[^|]+) \|")

Told = tuple[str, str, str, bool]  # audience, address, method, whether a visitor is led to sign in


def told() -> list[Told]:
    """The page's lines, one for each method."""
    found: list[Told] = []
    audience = ""
    for line in PAGE.read_text("utf-8").splitlines():
        if line.startswith("## "):
            audience = CHAPTERS[line.removeprefix("## ")]
        row = ROW.fullmatch(line)
        if row:
            found += [(audience, row["address"], method, row["led"] == "yes") for method in row["how"].split()]
    return found


def test_the_page_and_the_rules_say_the_same(app: Flask) -> None:
    found = rules(app)
    true = {
        (found[rule.endpoint].audience, rule.rule, method, found[rule.endpoint].is_bookmark)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert set(told()) == true


def test_the_page_tells_each_address_once() -> None:
    times: dict[tuple[str, str], int] = defaultdict(int)
    for _audience, address, method, _is_led in told():
        times[address, method] += 1
    assert times
    assert not [line for line, count in times.items() if count > 1]


def test_every_line_of_a_table_is_read() -> None:
    rows = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| `")]
    assert not [line for line in rows if not ROW.fullmatch(line)]
