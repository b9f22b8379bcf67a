"""One address, and one mailbox: nothing that a mail program reads as two, or as another one."""

import pytest

from rs_tracker.domain.addresses import is_address


@pytest.mark.parametrize(
    "text",
    [
        "ana@example.org",
        "ana.lopez+rs@mail.example.org",
        "o'neil@example.co",
        "josé@ejemplo.mx",
        "a@b-c.org",
        "1@2.info",
    ],
)
def test_an_address_as_people_have_it(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ana",
        "ana@example",
        "ana@.org",
        "ana@example..org",
        "ana@example.o",
        "@example.org",
        "ana@example.org.",
        "ana@bob@example.org",
        "(1)ana@example.org",
        "ana(1)@example.org",
        '"ana"@example.org',
        "x,ana@example.org",
        "x:ana@example.org",
        "<ana@example.org>",
        "ana@[example.org]",
        "ana lopez@example.org",
        "ana@example.org\n",
        "ana\r\nBcc:bob@example.org",
        "ana\0@example.org",
        "a" * 250 + "@example.org",
        "\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}" * 200 + "@example.org",
    ],
)
def test_what_is_no_address_or_could_be_read_as_another_one(text: str) -> None:
    assert not is_address(text)


def test_a_long_line_of_dots_is_answered_at_once() -> None:
    assert not is_address("a@" + "a." * 120 + "@")
