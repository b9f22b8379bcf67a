"""What cells, headings and names of a kept log mean."""

from datetime import date, datetime, time, timedelta

import pytest

from rs_tracker.adapters.spreadsheet import Cell, Sheet, read
from rs_tracker.features.entries import sheet_values as values
from rs_tracker.features.entries.sheet_columns import best_sheet, guess
from rs_tracker.features.entries.sheet_people import NEW, typed_people
from rs_tracker.features.entries.sheet_plan import Choices, Known, Plan, first_choices, plan
from rs_tracker.features.entries.typed_days import Written, typed_days

LATEST = date(2026, 11, 21)
NOTHING = Known((), frozenset(), frozenset())
ANA = "6f1c3f2e-0000-4000-8000-000000000001"


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [
        ("1.5", 90),
        (1.5, 90),
        ("1,5", 90),
        ("1:30", 90),
        ("1:30:00", 90),
        (time(1, 30), 90),
        (timedelta(minutes=90), 90),
        ("90 min", 90),
        ("90", 90),
        (90, 90),
        ("1 h 30 min", 90),
        ("1h30", 90),
        ("1 hour and 30 minutes", 90),
        ("1 1/2", 90),
        ("1½ hours", 90),
        ("½", 30),
        (".75", 45),
        (1, 60),
        ("12", 720),
        ("13", 13),
        (datetime.fromisoformat("1900-01-01T01:00"), 1500),
    ],
)
def test_a_length_is_read_however_it_is_written(cell: Cell, minutes: int) -> None:
    assert values.length_of(cell) == values.Length(minutes, is_rounded=False)


@pytest.mark.parametrize(
    "cell", ["", "soon", "1/2/3", "-1", -1, True, "nan", float("nan"), "1e9", datetime.fromisoformat("2024-01-01")]
)
def test_what_is_no_length_is_none(cell: Cell) -> None:
    assert values.length_of(cell) is None


@pytest.mark.parametrize(("cell", "minutes"), [("1.33", 80), (0.666, 40), ("1.258", 75)])
def test_a_decimal_goes_to_the_nearest_minute_and_says_so(cell: Cell, minutes: int) -> None:
    found = values.length_of(cell)
    assert found is not None
    assert (found.minutes, found.is_rounded) == (minutes, True)


def test_the_heading_says_in_what_a_bare_number_is() -> None:
    assert values.length_of(45, values.HOURS) == values.Length(2700, is_rounded=False)
    assert values.length_of("2", values.MINUTES) == values.Length(2, is_rounded=False)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2024-03-14", date(2024, 3, 14)),
        ("14 Mar 2024", date(2024, 3, 14)),
        ("14-Mar-24", date(2024, 3, 14)),
        ("March 14, 2024", date(2024, 3, 14)),
        ("Thursday, March 14th, 2024", date(2024, 3, 14)),
        ("14 de marzo de 2024", date(2024, 3, 14)),
        ("2024-03-14 10:30:00", date(2024, 3, 14)),
        (datetime.fromisoformat("2024-03-14T09:30"), date(2024, 3, 14)),
        (45365, date(2024, 3, 14)),
        ("3/14/2024", Written(3, 14, 2024, None)),
        ("3/14/24 10:30 AM", Written(3, 14, 2024, None)),
        ("3/4/2024", Written(3, 4, 2024, None)),
        ("3/14", None),
        ("soon", None),
        ("2024-02-30", None),
        (7, None),
        (True, None),
    ],
)
def test_a_day_is_read_however_it_is_written(cell: Cell, day: object) -> None:
    assert values.date_of(cell) == day


def test_dates_typed_into_the_form_may_leave_out_the_year() -> None:
    found = typed_days("9/4, 9/18\nOct 2; 12/31 and 2024-02-29, 14 Mar 2025", LATEST)
    assert found.days == (
        date(2026, 9, 4),
        date(2026, 9, 18),
        date(2026, 10, 2),
        date(2025, 12, 31),
        date(2024, 2, 29),
        date(2025, 3, 14),
    )
    assert (found.unreadable, found.ahead, found.twice) == ((), (), ())


def test_what_is_wrong_with_typed_dates_is_named() -> None:
    found = typed_days("soon, 13/13/2026, 11/22/2026, 9/4, 9/4/2026", LATEST)
    assert found.unreadable == ("soon", "13/13/2026")
    assert found.ahead == ("11/22/2026",)
    assert found.twice == (date(2026, 9, 4),)


def test_words_for_how_with_how_many_and_what_kind() -> None:
    assert values.format_of("Group (6)") == ("group", 6)
    assert values.format_of("Indiv.") == ("individual", None)
    assert values.format_of("1:1") == ("individual", None)
    assert values.format_of("") == (None, None)
    assert [values.medium_of(said) for said in ("Zoom", "in-person", "Phone call", "?")] == [
        "video",
        "in_person",
        "phone",
        None,
    ]
    assert [values.kind_of(said) for said in ("RS/C", "Admin", "Peer group", "Training", "")] == [
        "reflective",
        "administrative",
        "peer",
        "training",
        None,
    ]


@pytest.mark.parametrize(
    ("headings", "fields"),
    [
        (
            ("Session Date", "# Hours", "Reflective Supervisor", "Individual/Group", "In person / virtual", "E-mail"),
            {"date": 0, "length": 1, "supervisor": 2, "format": 3, "medium": 4, "email": 5},
        ),
        (
            ("Date of RS", "Time", "Length of session", "Name of Supervisor", "Number of people in group"),
            {"date": 0, "length": 2, "supervisor": 3, "size": 4},
        ),
        (("Date", "Start time", "Total Hours", "RSC Provider"), {"date": 0, "length": 2, "supervisor": 3}),
        (("Fecha", "Horas", "Supervisora"), {"date": 0, "length": 1, "supervisor": 2}),
        (("Date", "Hours", "Minutes", "With"), {"date": 0, "length": 1, "length_minutes": 2, "supervisor": 3}),
    ],
)
def test_columns_are_known_by_their_headings(headings: tuple[str, ...], fields: dict[str, int]) -> None:
    assert guess(Sheet("", ((4, headings),))).of == fields


def test_headings_are_found_below_a_title_and_on_the_right_sheet() -> None:
    title = Sheet("About", ((1, ("My reflective supervision",)), (2, ("Ana's log",))))
    log = Sheet("Log", ((1, ("Hours of Ana",)), (3, ("Date", "Hours")), (4, ("2024-03-14", 1))))
    assert best_sheet([title, log]) == 1
    assert guess(log).heading_row == 3


def test_a_typed_name_is_matched_without_titles_and_by_address_first() -> None:
    known = ((ANA, "Ana Lopez", "ana@example.org"), ("other", "Ana Maria Ruiz", None))
    named = [("Dr. Ana Lopez, LCSW", ""), ("A. L.", "ana@example.org"), ("Somebody", ""), ("", "")]
    found = {one.name: one.person_id for one in typed_people(named, {}, {}, known)}
    assert found == {"Dr. Ana Lopez, LCSW": ANA, "A. L.": ANA, "Somebody": NEW, "": ""}


def test_two_of_one_name_are_not_guessed() -> None:
    known = ((ANA, "Ana Lopez", None), ("other", "Ana Lopez", None))
    [one] = typed_people([("Ana Lopez", "")], {}, {}, known)
    assert one.person_id == NEW


def test_what_was_chosen_wins_unless_it_is_nobody_here() -> None:
    known = ((ANA, "Ana Lopez", None),)
    [chosen] = typed_people([("Somebody", "")], {"Somebody": ANA}, {}, known)
    [stranger] = typed_people([("Somebody", "")], {"Somebody": "a stranger's id"}, {}, known)
    assert (chosen.person_id, stranger.person_id) == (ANA, NEW)


def planned(text: str, known: Known = NOTHING, **choices: object) -> Plan:
    sheets = read(text.encode())
    first = first_choices(sheets)
    return plan(sheets, Choices(first.sheet, first.heading_row, first.of, **choices), known, LATEST)  # type: ignore[arg-type]


def test_every_fault_is_told_at_its_row() -> None:
    found = planned(
        "Date,Hours,Supervisor,Format\n"
        "2024-03-14,1.5,Ana,\n"
        ",1,Ana,\n"
        "soon,1,Ana,\n"
        "2027-01-01,1,Ana,\n"
        "2024-03-15,,Ana,\n"
        "2024-03-16,much,Ana,\n"
        "2024-03-17,25,Ana,\n"
        "2024-03-18,1,,\n"
        "2024-03-19,1,Ana,Group\n"
    )
    assert [(row.number, row.faults) for row in found.rows] == [
        (2, ()),
        (3, ("no-date",)),
        (4, ("bad-date",)),
        (5, ("ahead",)),
        (6, ("no-length",)),
        (7, ("bad-length",)),
        (8, ("too-long",)),
        (9, ("no-supervisor",)),
        (10, ("no-size",)),
    ]
    assert (len(found.added), found.minutes) == (1, 90)


def test_the_order_of_day_and_month_is_asked_only_while_it_is_open() -> None:
    open_ = planned("Date,Hours,Who is the supervisor\n3/4/2024,1,Ana\n5/5/2024,1,Ana\n")
    assert open_.is_order_open
    assert [row.faults for row in open_.rows] == [("which-order",), ()]
    settled = planned("Date,Hours,Supervisor\n3/4/2024,1,Ana\n14/3/2024,1,Ana\n")
    assert [row.draft.held_on for row in settled.added if row.draft] == [date(2024, 4, 3), date(2024, 3, 14)]
    chosen = planned("Date,Hours,Supervisor\n3/4/2024,1,Ana\n", is_day_first=False)
    assert [row.draft.held_on for row in chosen.added if row.draft] == [date(2024, 3, 4)]


def test_hours_and_minutes_in_two_columns_add_up() -> None:
    found = planned("Date,Hours,Minutes,Supervisor\n2024-03-14,1,30,Ana\n2024-03-15,,45,Ana\n2024-03-16,2,,Ana\n")
    assert [row.draft.minutes for row in found.added if row.draft] == [90, 45, 120]


def test_what_the_file_does_not_say_is_taken_from_the_choices() -> None:
    found = planned("Date,Hours,Supervisor\n2024-03-14,1,Ana\n", format="group", group_size=6, medium="video")
    [row] = found.added
    assert row.draft is not None
    assert (row.draft.format, row.draft.group_size, row.draft.medium) == ("group", 6, "video")


def test_alike_rows_of_one_file_have_keys_of_their_own() -> None:
    found = planned("Date,Hours,Supervisor\n2024-03-14,1,Ana\n2024-03-14,1, ANA\n")
    first, second = found.rows
    assert first.key != second.key
    assert (first.notes, second.notes) == ((), ("twin",))


def test_a_second_reading_knows_every_row_again() -> None:
    text = "Date,Hours,Supervisor\n2024-03-14,1,Ana\n2024-03-14,1,Ana\n2024-03-15,1.33,Ana\n"
    first = planned(text)
    again = planned(text, Known((), frozenset(), frozenset(row.key for row in first.added)))
    assert [row.notes for row in again.rows] == [("known",), ("known",), ("known", "rounded")]
    assert again.added == ()
