"""Whoever comes by finds the door, on any device and without scripts."""

from collections.abc import Callable

import pytest

from tests.support.browser import Someone

pytestmark = [pytest.mark.journey, pytest.mark.parametrize("database_kind", ["sqlite"])]


@pytest.mark.parametrize("javascript", [True, False])
def test_the_front_door_opens_on_a_phone(people: Callable[..., Someone], javascript: bool) -> None:
    stranger = people(javascript=javascript, phone=True)
    stranger.open("/")
    stranger.press("Privacy")
    stranger.sees("nobody@example.org")  # whom to ask, from the settings


@pytest.mark.parametrize("dark", [True, False])
def test_everybody_can_use_the_front_door(people: Callable[..., Someone], dark: bool) -> None:
    stranger = people(dark=dark)
    for path in ("/", "/privacy", "/accessibility"):
        stranger.open(path)
        stranger.is_accessible()


def test_a_page_that_is_not_there_says_so(people: Callable[..., Someone]) -> None:
    stranger = people()
    stranger.open("/nothing-here", status=404)
    stranger.is_accessible()
