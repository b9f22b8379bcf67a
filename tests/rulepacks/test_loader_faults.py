"""A malformed pack is refused with a sentence that names the file, the row and the key."""

import pytest

from rs_tracker.rulepacks import BadFile, load, parse_pack, parse_toml

HEAD = """
[association]
id = "test"
name = "Test"
country = "US"
zone = "America/Chicago"
url = "https://example.org/"
inherits = "alliance"
"""
ROW = """
[[row]]
rule = "renewal"
families = ["FS"]
from = 2023-01-01
window = "year"
hours = 12
source = "https://example.org/rules"
certainty = "read"
"""
EARNING = ROW.replace('"renewal"', '"earning"').replace('window = "year"\n', "")
PROVIDER = """
[[row]]
rule = "provider"
goal = "both"
families = ["FS"]
accepts = [{ family = "MHS" }]
source = "https://example.org/rules"
certainty = "read"
"""
SHOWN = """
[[shown]]
topic = "training"
hours = 15
source = "https://example.org/rules"
certainty = "read"
"""


def refusal(text: str) -> str:
    with pytest.raises(BadFile) as fault:
        parse_pack(parse_toml(text.encode(), "test/pack.toml"), load("alliance"))
    return str(fault.value)


def test_the_parts_these_tests_break_are_sound() -> None:
    pack = parse_pack(parse_toml((HEAD + ROW + EARNING + PROVIDER + SHOWN).encode(), "x"), load("alliance"))
    assert (len(pack.rows), len(pack.shown)) == (3, 1)


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('id = "test"\n', "", "id"),
        ('name = "Test"', 'name = " "', "name"),
        ('name = "Test"', "name = 3", "name"),
        ('country = "US"', 'country = "usa"', "country"),
        ('zone = "America/Chicago"', 'zone = "Chicago"', "zone"),
        ('zone = "America/Chicago"', 'zone = "../etc/passwd"', "zone"),
        ('url = "https://example.org/"', 'url = ""', "url"),
        ('inherits = "alliance"', 'inherits = "other"', "inherits"),
        ('inherits = "alliance"\n', "", "inherits"),
        ('inherits = "alliance"', 'inherits = "alliance"\nyear_starts = "13-01"', "year_starts"),
        ('inherits = "alliance"', 'inherits = "alliance"\nyear_starts = "02-29"', "year_starts"),
        ('inherits = "alliance"', 'inherits = "alliance"\nyear_starts = 2023-07-01', "year_starts"),
        ('inherits = "alliance"', 'inherits = "alliance"\ncolour = "red"', "colour"),
    ],
)
def test_a_fault_in_the_head_names_its_key(old: str, new: str, key: str) -> None:
    told = refusal((HEAD + ROW).replace(old, new))
    assert told.startswith(f"test/pack.toml: association, key {key!r}: ")


@pytest.mark.parametrize(
    ("sound", "old", "new", "key"),
    [
        (ROW, 'rule = "renewal"\n', "", "rule"),
        (ROW, '"renewal"', '"renewing"', "rule"),
        (ROW, '["FS"]', '["IFS"]', "families"),
        (ROW, '["FS"]', "[]", "families"),
        (ROW, '["FS"]', '"FS"', "families"),
        (ROW, '["FS"]', '["FS", "FS"]', "families"),
        (ROW, '["FS"]', "[7]", "families"),
        (ROW, "2023-01-01", '"2023-01-01"', "from"),
        (ROW, "2023-01-01", "2023-01-01T00:00:00Z", "from"),
        (ROW, "from = 2023-01-01", "from = 2023-01-01\nto = 2022-12-31", "to"),
        (ROW, '"year"', '"month"', "window"),
        (ROW, 'window = "year"\n', "", "window"),
        (ROW, "hours = 12", "hours = -1", "hours"),
        (ROW, "hours = 12", "hours = 12.5", "hours"),
        (ROW, "hours = 12", "hours = true", "hours"),
        (ROW, "hours = 12", "hours = 12\nhour = 12", "hour"),
        (ROW, "hours = 12", 'hours = 12\ngoal = "earn"', "goal"),
        (ROW, "hours = 12", "hours = 12\napplied_to = 2022-01-01", "applied_to"),
        (ROW, "hours = 12", 'hours = 12\nreading = "six"', "reading"),
        (ROW, "hours = 12", "hours = 12\nreading = {}", "reading"),
        (ROW, "hours = 12", 'hours = 12\nreading = { a = "x", b = "y" }', "reading"),
        (ROW, "hours = 12", 'hours = 12\nreading = { a = "" }', "reading.a"),
        (ROW, "https://example.org/rules", "page 3", "source"),
        (ROW, 'source = "https://example.org/rules"\n', "", "source"),
        (ROW, '"https://example.org/rules"', "[]", "source"),
        (ROW, 'certainty = "read"', 'certainty = "sure"', "certainty"),
        (PROVIDER, 'goal = "both"\n', "", "goal"),
        (PROVIDER, '"both"', '"keep"', "goal"),
        (PROVIDER, '["FS"]', '["FRS"]', "families"),
        (PROVIDER, '[{ family = "MHS" }]', "[]", "accepts"),
        (PROVIDER, '[{ family = "MHS" }]', '"everyone"', "accepts"),
        (PROVIDER, '{ family = "MHS" }', '"MHS"', "accepts"),
        (PROVIDER, '{ family = "MHS" }', '{ family = "IMHS" }', "accepts[0].family"),
        (PROVIDER, '{ family = "MHS" }', '{ status = "emerging" }', "accepts[0].family"),
        (PROVIDER, '{ family = "MHS" }', '{ family = "MHS", status = "vetted" }', "accepts[0].status"),
        (PROVIDER, '{ family = "MHS" }', '{ family = "MHS", degree = "none" }', "accepts[0].degree"),
        (PROVIDER, '{ family = "MHS" }', '{ family = "MHS", receiver_gives_rsc = 1 }', "accepts[0].receiver_gives_rsc"),
        (PROVIDER, '{ family = "MHS" }', '{ family = "MHS", until = 2025 }', "accepts[0].until"),
        (PROVIDER, "accepts", "applied_from = 2023-01-02\napplied_to = 2023-01-01\naccepts", "applied_to"),
    ],
)
def test_a_fault_in_a_row_names_the_row_and_the_key(sound: str, old: str, new: str, key: str) -> None:
    assert old in sound
    told = refusal(HEAD + EARNING + sound.replace(old, new))
    assert told.startswith(f"test/pack.toml: row 2, key {key!r}: ")


@pytest.mark.parametrize(
    ("rule", "keys", "key"),
    [
        ("stretch", "months = -1", "months"),
        ("about-rsc", "only = false", "only"),
        ("about-rsc", "hours = 3\nonly = true", "hours"),
        ("about-rsc", "", "hours"),
        ("long-held", 'window = "year"\nhours = 3\nafter_years = 0', "after_years"),
        ("exemption", 'window = "year"\nwhen = "always"', "when"),
        ("exemption", 'when = "applied"', "window"),
        ("peer", "after_years = 3\npartners = []", "partners"),
        ("peer", 'after_years = 3\npartners = "all"', "partners"),
        ("peer", 'partners = "anyone"', "after_years"),
        ("vetted", 'goal = "both"\nyears = 0', "years"),
        ("earning", "minutes = 1440", "hours"),
    ],
)
def test_each_rule_knows_its_own_keys(rule: str, keys: str, key: str) -> None:
    text = f'[[row]]\nrule = "{rule}"\nfamilies = ["FS"]\n{keys}\nsource = "https://example.org"\ncertainty = "read"\n'
    assert refusal(HEAD + text).startswith(f"test/pack.toml: row 1, key {key!r}: ")


def test_two_rows_of_one_key_may_not_begin_on_one_day() -> None:
    assert "another row of renewal/renew/FS is in force on 2023-01-01" in refusal(HEAD + ROW + ROW)
    other = ROW.replace('["FS"]', '["FS", "MHS"]').replace("from = 2023-01-01", "from = 2023-02-01")
    assert parse_pack(parse_toml((HEAD + ROW + other).encode(), "x"), load("alliance")).rows


def test_a_row_may_not_reach_into_the_next() -> None:
    long = ROW.replace("from = 2023-01-01", "from = 2022-01-01\nto = 2023-01-01")
    assert "row 2, key 'from': another row of renewal/renew/FS is in force on 2023-01-01" in refusal(HEAD + ROW + long)
    short = long.replace("to = 2023-01-01", "to = 2022-12-31")
    assert parse_pack(parse_toml((HEAD + ROW + short).encode(), "x"), load("alliance")).rows


READING = ROW + 'reading = { hours = "six" }\n'


def test_readings_of_one_topic_may_stand_side_by_side_and_nothing_else_may() -> None:
    sound = READING + READING.replace('"six"', '"twelve"')
    assert parse_pack(parse_toml((HEAD + sound).encode(), "x"), load("alliance")).readings() == {
        "hours": ("six", "twelve")
    }
    for second in (READING, READING.replace("{ hours", "{ years"), ROW):
        assert "another row of renewal/renew/FS" in refusal(HEAD + READING + second)


def test_readings_of_a_renewal_share_their_window() -> None:
    other = READING.replace('"six"', '"twelve"').replace('"year"', '"cycle"')
    assert "row 2, key 'window': differs from the 'six' reading" in refusal(HEAD + READING + other)


def test_rows_for_different_applicants_may_stand_side_by_side() -> None:
    early, late = PROVIDER + "applied_to = 2021-12-31\n", PROVIDER + "applied_from = 2022-01-01\n"
    assert len(parse_pack(parse_toml((HEAD + early + late).encode(), "x"), load("alliance")).rows) == 2
    assert "another row of provider" in refusal(HEAD + early + late.replace("2022-01-01", "2021-12-31"))


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('"training"', '"travel"', "topic"),
        ("hours = 15", "hours = 1.5", "hours"),
        ("hours = 15", 'hours = 15\nneed = "required"', "need"),
        ('topic = "training"\nhours = 15', 'topic = "due"\nday = "31-12"', "day"),
        ('topic = "training"\nhours = 15', 'topic = "due"', "day"),
        ('topic = "training"\nhours = 15', 'topic = "due"\nday = "12-31"\nyear = "this"', "year"),
        ('topic = "training"\nhours = 15', 'topic = "fee"\ncents = 100\ncurrency = "$"', "currency"),
        ('topic = "training"\nhours = 15', 'topic = "ethics"\nneed = "maybe"', "need"),
        ('topic = "training"\nhours = 15', 'topic = "ethics"\nneed = "required"\nday = "01-01"', "day"),
        ("hours = 15", "hours = 15\nfrom = 2024-01-01\nto = 2023-01-01", "to"),
        ('certainty = "read"', 'certainty = ""', "certainty"),
    ],
)
def test_a_fault_in_a_shown_line_names_the_line_and_the_key(old: str, new: str, key: str) -> None:
    assert refusal(HEAD + SHOWN.replace(old, new)).startswith(f"test/pack.toml: shown 1, key {key!r}: ")


def test_two_lines_of_a_topic_need_a_conflict_between_them() -> None:
    other = SHOWN.replace("15", "20")
    assert "shown 2, key 'from': another line of training is shown then" in refusal(HEAD + SHOWN + other)
    apart = SHOWN + "to = 2023-12-31\n" + other + "from = 2024-01-01\n"
    by_window = SHOWN + 'window = "year"\n' + other + 'window = "cycle"\n'
    by_family = SHOWN + 'families = ["FS"]\n' + other + 'families = ["MHS"]\n'
    contested = SHOWN + other.replace('"read"', '"conflict"')
    for lines in (apart, by_window, by_family, contested):
        assert len(parse_pack(parse_toml((HEAD + lines).encode(), "x"), load("alliance")).shown) == 2


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"\xef\xbb\xbf[association]", "begins with a byte order mark"),
        (b"\xff\xfe", "is not UTF-8 text"),
        (b"rule = ", "is not TOML"),
        (b"[" * 20000, "is not TOML"),
        (b"x = 2023-02-30", "is not TOML"),
        (b"", "key 'association': is missing"),
        (b"association = 3", "key 'association': 3 is not a table"),
    ],
)
def test_what_is_no_pack_at_all_is_refused_with_a_sentence(raw: bytes, told: str) -> None:
    with pytest.raises(BadFile) as fault:
        parse_pack(parse_toml(raw, "test/pack.toml"), None)
    assert str(fault.value).startswith("test/pack.toml: ")
    assert told in str(fault.value)


def test_rows_must_be_a_list_of_tables() -> None:
    assert "key 'row': 3 is not a list of tables" in refusal("row = 3\n" + HEAD)
    assert "key 'row': 3 is not a table" in refusal("row = [3]\n" + HEAD)
    assert "key 'rows': is not known here" in refusal(HEAD + ROW.replace("[[row]]", "[[rows]]"))


def test_a_pack_without_a_base_speaks_about_every_family_on_every_day() -> None:
    head = HEAD.replace('inherits = "alliance"\n', "")
    with pytest.raises(BadFile, match="needs earning rows of FA for every day"):
        parse_pack(parse_toml((head + ROW).encode(), "x"), None)
    everyone = '["FA", "FS", "FRS", "MHS", "MHM-C", "MHM-P", "MHM-RF", "ERS"]'
    earning, renewal = (part.replace('["FS"]', everyone).replace("from = 2023-01-01\n", "") for part in (EARNING, ROW))
    assert parse_pack(parse_toml((head + earning + renewal).encode(), "x"), None).base is None
    for broken in (renewal + "to = 2030-01-01\n", renewal.replace("window", "from = 2000-01-01\nwindow")):
        with pytest.raises(BadFile, match="needs renewal rows of FA for every day"):
            parse_pack(parse_toml((head + earning + broken).encode(), "x"), None)
