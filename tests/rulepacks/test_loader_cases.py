"""Case files: what is filled in, what is refused and how it is named, and what is compared."""

from pathlib import Path

import pytest

from rs_tracker.rulepacks import BadFile, Case, read_cases
from rs_tracker.rulepacks.answers import compare
from tests.domain.logs import day

GOAL = 'goal = { kind = "renew", category = "IFS", endorsed_on = 2020-05-01 }\n'
HEAD = '[[case]]\nname = "one"\nas_of = 2023-12-31\n' + GOAL
PROVIDERS = '[case.providers]\nana = [{ category = "IMHS", from = 2015-01-01 }]\n'
ENTRY = '[[case.entry]]\non = 2023-01-31\nminutes = 60\nprovider = "ana"\n'
SOUND = HEAD + PROVIDERS + ENTRY


def read(tmp_path: Path, text: str) -> tuple[Case, ...]:
    path = tmp_path / "cases.toml"
    path.write_bytes(text.encode())
    return read_cases(path, "cases.toml")


def refusal(tmp_path: Path, text: str) -> str:
    with pytest.raises(BadFile) as fault:
        read(tmp_path, text)
    return str(fault.value)


def test_what_a_case_leaves_out_is_filled_in(tmp_path: Path) -> None:
    (case,) = read(tmp_path, SOUND)
    (fact,) = case.facts
    assert (case.pack.id, case.as_of, case.expect) == ("alliance", day("2023-12-31"), {})
    assert (fact.kind, fact.format, fact.medium, fact.about_rsc, fact.track) == (
        "reflective",
        "individual",
        "in_person",
        0,
        "both",
    )
    assert fact.signed
    assert fact.provider is not None
    (held,) = fact.provider.qualifications
    assert (held.status, held.degree, held.ends_on) == ("endorsed", None, None)
    assert case.settings.run_by_office
    assert case.person.degree == ()


def test_the_association_of_the_file_holds_for_cases_that_name_none(tmp_path: Path) -> None:
    text = 'association = "mi-aimh"\n' + SOUND + SOUND.replace('"one"', '"two"\nassociation = "va-aimh"')
    assert [case.pack.id for case in read(tmp_path, text)] == ["mi-aimh", "va-aimh"]


def test_times_repeats_an_entry_on_the_same_day_of_the_months(tmp_path: Path) -> None:
    (case,) = read(tmp_path, SOUND + "times = 3\n" + ENTRY)
    assert [fact.on for fact in case.facts] == [
        day("2023-01-31"),
        day("2023-02-28"),
        day("2023-03-31"),
        day("2023-01-31"),
    ]
    assert case.indexes == (0, 0, 0, 1)
    assert len({fact.entry_id for fact in case.facts}) == 4


def test_degree_and_giving_rsc_may_be_dated_rows(tmp_path: Path) -> None:
    rows = (
        'person = { degree = [{ value = "bachelor" }, { value = "master", from = 2023-06-01 }], '
        "gives_rsc = [{ value = true, from = 2023-07-01 }] }\n"
    )
    (case,) = read(tmp_path, HEAD + rows + PROVIDERS + ENTRY)
    assert [case.person.is_masters_prepared(day(on)) for on in ("2023-05-31", "2023-06-01")] == [False, True]
    assert [case.person.does_give_rsc(day(on)) for on in ("2023-06-30", "2023-07-01")] == [False, True]
    (plain,) = read(tmp_path, HEAD + 'person = { degree = "doctorate", gives_rsc = true }\n')
    assert plain.person.is_masters_prepared(day("2000-01-01"))
    assert plain.person.does_give_rsc(day("2000-01-01"))


def test_a_supervisor_may_be_known_to_hold_nothing(tmp_path: Path) -> None:
    (case,) = read(tmp_path, SOUND.replace('[{ category = "IMHS", from = 2015-01-01 }]', "[]"))
    assert case.facts[0].provider is not None
    assert case.facts[0].provider.qualifications == ()


FAULTS = [
    ("as_of = 2023-12-31\n", "", "as_of"),
    ("as_of = 2023-12-31", 'as_of = "2023-12-31"', "as_of"),
    ("as_of = 2023-12-31", "as_of = 2023-12-31T10:00:00", "as_of"),
    (GOAL, "", "goal"),
    (GOAL, "goal = 3\n", "goal"),
    ('"renew"', '"keep"', "goal.kind"),
    ('"IFS"', '"FS"', "goal.category"),
    ('category = "IFS"', 'category = "IFS", track = "ECMH"', "goal.track"),
    ("endorsed_on", "endorsed", "goal.endorsed"),
    (GOAL, GOAL + 'person = { degree = "phd" }\n', "person.degree"),
    (GOAL, GOAL + "person = { degree = [] }\n", "person.degree"),
    (GOAL, GOAL + 'person = { degree = [{ value = "none" }, { value = "master" }] }\n', "person.degree"),
    (GOAL, GOAL + 'person = { degree = [{ value = "none", till = 2020-01-01 }] }\n', "person.degree[0].till"),
    (GOAL, GOAL + "person = { gives_rsc = 1 }\n", "person.gives_rsc"),
    (GOAL, GOAL + "person = { age = 30 }\n", "person.age"),
    (GOAL, GOAL + "settings = { group_limit = 8 }\n", "settings.group_rule"),
    (GOAL, GOAL + 'settings = { group_limit = 8, group_rule = "halve" }\n', "settings.group_rule"),
    (GOAL, GOAL + "settings = { individual_share = 101 }\n", "settings.individual_share"),
    (GOAL, GOAL + 'settings = { sources = "maybe" }\n', "settings.sources"),
    (GOAL, GOAL + 'settings = { readings = { renewal-hours = "six-in-2024" } }\n', "settings.readings.renewal-hours"),
    (GOAL, GOAL + "settings = { limit = 8 }\n", "settings.limit"),
    (GOAL, GOAL + "notes = 1\n", "notes"),
    (GOAL, GOAL + 'association = "nowhere"\n', "association"),
    (GOAL, GOAL + "expect = { requierd = 720 }\n", "expect.requierd"),
    (GOAL, GOAL + "expect = 3\n", "expect"),
    ('"IMHS"', '"MHS"', "providers.ana[0].category"),
    (", from = 2015-01-01", "", "providers.ana[0].from"),
    ("from = 2015-01-01", "from = 2015-01-01, to = 2014-01-01", "providers.ana[0].to"),
    ("from = 2015-01-01", 'from = 2015-01-01, status = "active"', "providers.ana[0].status"),
    ("from = 2015-01-01", 'from = 2015-01-01, degree = "phd"', "providers.ana[0].degree"),
    ("from = 2015-01-01", "from = 2015-01-01, until = 2", "providers.ana[0].until"),
    ('provider = "ana"', 'provider = "eve"', "entry[0].provider"),
    ('provider = "ana"', "provider = 3", "entry[0].provider"),
    ('provider = "ana"\n', "", "entry[0].provider"),
    ("minutes = 60\n", "", "entry[0].minutes"),
    ("minutes = 60", "minutes = 0", "entry[0].minutes"),
    ("minutes = 60", "minutes = -60", "entry[0].minutes"),
    ("minutes = 60", "minutes = 1441", "entry[0].minutes"),
    ("minutes = 60", "minutes = true", "entry[0].minutes"),
    ("minutes = 60", "minutes = 60.0", "entry[0].minutes"),
    ("minutes = 60", "minutes = 60\nabout_rsc = 61", "entry[0].about_rsc"),
    ("minutes = 60", 'minutes = 60\nformat = "group"', "entry[0].group_size"),
    ("minutes = 60", "minutes = 60\ngroup_size = 4", "entry[0].group_size"),
    ("minutes = 60", "minutes = 60\ntimes = 0", "entry[0].times"),
    ("minutes = 60", "minutes = 60\ntimes = 100000", "entry[0].times"),
    ("minutes = 60", 'minutes = 60\nkind = "supervision"', "entry[0].kind"),
    ("minutes = 60", "minutes = 60\nsigned = 1", "entry[0].signed"),
    ("minutes = 60", 'minutes = 60\nnote = "about a child"', "entry[0].note"),
    ("on = 2023-01-31\n", "", "entry[0].on"),
]


@pytest.mark.parametrize(("old", "new", "key"), FAULTS, ids=[f"{key}:{new.strip()[:30]}" for _, new, key in FAULTS])
def test_a_fault_names_the_file_the_case_and_the_key(tmp_path: Path, old: str, new: str, key: str) -> None:
    assert old in SOUND
    told = refusal(tmp_path, SOUND.replace('"one"', '"before"') + SOUND.replace(old, new))
    assert told.startswith(f"cases.toml: case 2 ('one'), key {key!r}: ")


def test_an_entry_that_runs_past_the_calendar_is_refused(tmp_path: Path) -> None:
    text = SOUND.replace("2023-01-31", "9999-11-30") + "times = 4\n"
    assert "key 'entry[0].times': reaches past the last year there is" in refusal(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "cases.toml: key 'case': there is none"),
        ('association = "nowhere"\n' + SOUND, "cases.toml: key 'association': 'nowhere' is not one of alliance, "),
        ("cases = 3\n" + SOUND, "cases.toml: key 'cases': is not known here"),
        (SOUND.replace('name = "one"\n', ""), "cases.toml: case 1, key 'name': is missing"),
        ("case = [3]", "cases.toml: key 'case': 3 is not a table"),
        ("[[case]\n", "cases.toml: is not TOML"),
    ],
)
def test_what_is_no_case_file_is_refused_with_a_sentence(tmp_path: Path, text: str, told: str) -> None:
    assert refusal(tmp_path, text).startswith(told)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"gone\.toml: cannot be read"):
        read_cases(tmp_path / "gone.toml")
    with pytest.raises(BadFile, match="cannot be read"):
        read_cases(tmp_path)


def test_only_the_keys_that_are_expected_are_compared_at_any_depth() -> None:
    found = {
        "met": True,
        "flags": ["sources", "conflict"],
        "window": None,
        "checks": {"rsc": {"required": 720, "counted": 700, "met": False}},
        "credits": [{"entry": 0, "reasons": ["counts"]}, {"entry": 1, "reasons": ["peer"]}],
    }
    assert compare({"met": True, "checks": {"rsc": {"required": 720}}}, found) == []
    assert compare({"flags": ["conflict", "sources"]}, found) == []
    assert compare({"credits": [{"reasons": ["counts"]}, {"entry": 1}]}, found) == []
    assert compare({"checks": {"rsc": {"counted": 720}}}, found) == ["checks.rsc.counted: expected 720, found 700"]
    assert compare({"checks": {"span": {"met": True}}}, found) == ["checks.span: is not there"]
    assert compare({"credits": [{"entry": 0}]}, found) != []
    assert compare({"credits": [{}, {"reasons": ["counts"]}]}, found) == [
        "credits[1].reasons[0]: expected 'counts', found 'peer'"
    ]


def test_a_number_is_not_a_yes() -> None:
    assert compare({"met": 1}, {"met": True}) == ["met: expected 1, found True"]
    assert compare({"counted": True}, {"counted": 1}) == ["counted: expected True, found 1"]


def test_expected_dates_are_compared_as_written(tmp_path: Path) -> None:
    (case,) = read(tmp_path, SOUND.replace(GOAL, GOAL + "expect = { window = [2023-01-01, 2023-12-31] }\n"))
    assert case.expect == {"window": ["2023-01-01", "2023-12-31"]}
