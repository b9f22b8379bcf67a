"""The house as it stands keeps its own rules."""

from collections.abc import Iterable

import pytest

from config import variables
from rs_tracker.cli import COMMANDS
from rs_tracker.layout import ROOT
from tests.house import arrows, floors, repository, sizes, words
from tests.house.tree import Module, modules


@pytest.fixture(scope="module")
def ours() -> list[Module]:
    return modules(ROOT / "rs_tracker")


@pytest.fixture(scope="module")
def everything(ours: list[Module]) -> list[Module]:
    others = [module for name in ("tests", "migrations", "benchmarks") for module in modules(ROOT / name)]
    return [*ours, *others, Module("config.py", "config", (ROOT / "config.py").read_text("utf-8"))]


def expect_none(found: Iterable[str]) -> None:
    """Name every fault, not only that there are some."""
    told = "\n".join(found)
    assert not told, told


def test_nobody_imports_through_a_wall(ours: list[Module]) -> None:
    expect_none(floors.check(ours))


def test_the_plan_names_the_rooms_in_their_order() -> None:
    assert f"    {' < '.join(arrows.ROOMS)}\n" in (ROOT / "docs" / "house.md").read_text("utf-8")


def test_modules_can_be_imported_one_after_the_other(ours: list[Module]) -> None:
    expect_none(floors.cycles(ours))


def test_nothing_is_imported_inside_a_function(everything: list[Module]) -> None:
    expect_none(sizes.inner_imports(everything))


def test_the_lower_floors_are_told_the_time(ours: list[Module]) -> None:
    expect_none(floors.impurities(ours))


def test_only_the_end_of_a_request_job_or_command_commits(ours: list[Module]) -> None:
    expect_none(floors.commits(ours))


def test_who_writes_apart_is_listed(ours: list[Module]) -> None:
    assert floors.apart(ours) == arrows.APART


def test_who_asks_across_associations_is_listed(ours: list[Module]) -> None:
    assert floors.spanning(ours) == arrows.SPANNING


def test_nothing_is_fetched_by_bare_id(ours: list[Module]) -> None:
    expect_none(floors.bare_ids(ours))


def test_files_functions_and_views_stay_short(everything: list[Module]) -> None:
    expect_none(sizes.long_python(everything))


def test_long_templates_and_scripts_were_looked_at() -> None:
    assert sizes.long_others(ROOT) == arrows.LONG


def test_no_drawer_is_open_for_anything() -> None:
    expect_none(sizes.drawers(ROOT))


def test_nothing_is_left_for_later(everything: list[Module]) -> None:
    expect_none(sizes.unfinished(everything))


def test_every_test_can_fail() -> None:
    expect_none(sizes.assertionless(modules(ROOT / "tests")))


def test_every_test_is_named_by_a_sentence() -> None:
    expect_none(sizes.terse(modules(ROOT / "tests")))


def test_a_piece_names_its_inputs() -> None:
    expect_none(sizes.silent_pieces(ROOT))


def test_every_word_in_a_template_can_be_translated() -> None:
    expect_none(words.in_templates(ROOT))


def test_every_word_from_a_view_can_be_translated(ours: list[Module]) -> None:
    expect_none(words.in_python(ours))


def test_a_room_shows_its_own_templates(ours: list[Module]) -> None:
    expect_none(words.foreign_templates(ours))


def test_no_file_names_a_registry_or_a_machine() -> None:
    expect_none(repository.names_a_place(ROOT))


def test_other_peoples_files_come_by_the_lock() -> None:
    expect_none(repository.taken_in(ROOT))


def test_the_readme_explains_every_setting() -> None:
    expect_none(repository.settings_differ((ROOT / "README.md").read_text("utf-8"), variables()))


def test_the_readme_explains_every_command() -> None:
    expect_none(repository.commands_untold((ROOT / "README.md").read_text("utf-8"), COMMANDS))


def test_every_association_brings_examples_and_sources() -> None:
    expect_none(repository.incomplete_packs(ROOT / "rs_tracker" / "rulepacks"))
