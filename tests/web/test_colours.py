"""The palette of static/css/tokens.css, measured: WCAG 2.2 AA in both colour schemes."""

import re

import pytest

from rs_tracker.layout import STATIC

CSS = STATIC / "css"
TOKENS = (CSS / "tokens.css").read_text("utf-8")
LIGHT, DARK = "light", "dark"
TEXT, SHAPE = 4.5, 3.0

WORDS = [
    *[(ink, ground) for ink in ("ink", "soft-ink", "accent", "accent-strong") for ground in ("paper", "surface")],
    *[("ink", ground) for ground in ("sunken", "accent-wash", "rest-wash", "wait-wash", "fault-wash")],
    ("soft-ink", "sunken"),
    ("soft-ink", "accent-wash"),
    ("accent", "sunken"),
    ("accent", "accent-wash"),
    ("accent", "wait-wash"),
    ("accent-strong", "accent-wash"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("on-fault", "fault-fill"),
    ("wait-ink", "wait-wash"),
    ("fault-ink", "fault-wash"),
    ("fault-ink", "paper"),
    ("fault-ink", "surface"),
    ("rest-ink", "rest-wash"),
]
SHAPES = [
    *[(edge, ground) for edge in ("edge", "focus", "accent") for ground in ("paper", "surface")],
    ("accent", "rest-wash"),
    ("wait-fill", "rest-wash"),
    ("wait-fill", "surface"),
    ("fault-fill", "paper"),
]


def palette(scheme: str) -> dict[str, str]:
    """Name → colour; the dark scheme overrides what it names."""
    light, rest = TOKENS.split("@media (prefers-color-scheme: dark)", 1)
    dark = rest.split("/* Pico", 1)[0]
    named = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", light))
    return named | (dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", dark)) if scheme == DARK else {})


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_knows_black_from_white() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
@pytest.mark.parametrize(("ink", "ground"), WORDS)
def test_words_can_be_read(scheme: str, ink: str, ground: str) -> None:
    colours = palette(scheme)
    assert contrast(colours[ink], colours[ground]) >= TEXT


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
@pytest.mark.parametrize(("edge", "ground"), SHAPES)
def test_controls_focus_and_bars_can_be_seen(scheme: str, edge: str, ground: str) -> None:
    colours = palette(scheme)
    assert contrast(colours[edge], colours[ground]) >= SHAPE


def test_the_dark_scheme_forgets_no_colour() -> None:
    light, dark = palette(LIGHT), palette(DARK)
    assert [name for name in light if light[name] == dark[name]] == []


@pytest.mark.parametrize("sheet", ["layout.css", "components.css"])
def test_only_the_tokens_name_colours(sheet: str) -> None:
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", (CSS / sheet).read_text("utf-8")) == []


def test_every_token_used_is_there() -> None:
    named = set(re.findall(r"^\s*--([a-z0-9-]+):", TOKENS, re.MULTILINE))
    for sheet in CSS.glob("*.css"):
        used = set(re.findall(r"var\(--([a-z0-9-]+)\)", sheet.read_text("utf-8")))
        assert used - named == set(), sheet.name
