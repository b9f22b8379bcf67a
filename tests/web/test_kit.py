"""The component kit, drawn with real forms and looked at as every page is."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask, render_template_string
from flask_babel import Babel
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined, UndefinedError
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    EmailField,
    FieldList,
    FormField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectMultipleField,
)
from wtforms import Form as PlainForm

from rs_tracker.domain import lifecycle
from rs_tracker.layout import STATIC, TEMPLATES
from rs_tracker.web import filters
from rs_tracker.web.forms import Day, Form, Pick, Text, Whole, choice, optional, required
from tests.support.html import Document
from tests.support.lint import faults

Draw = Callable[..., str]
COMPONENTS = sorted((TEMPLATES / "components").glob("*.html"))
DRAWN = set(re.findall(r'<symbol id="([a-z]+)"', (STATIC / "icons" / "sprite.svg").read_text("utf-8")))


class Line(PlainForm):
    on = Day("Day", validators=[required("Enter the day.")])


class Session(Form):
    class Meta:
        csrf = False  # the form's own token; the page's is drawn by form_open

    on = Day("Date", validators=[required("Enter the day you met.")])
    hours = Whole("Hours", validators=[optional()])
    minutes = Whole("Minutes", validators=[optional()])
    how = RadioField(
        "How you met", choices=[choice("video", "Video"), choice("phone", "Phone")], validators=[required("Choose.")]
    )
    who = Pick("Supervisor", choices=[choice("bob", "Bob")])
    ages = SelectMultipleField("Ages", choices=[choice("a", "Birth to 3")])
    email = EmailField("Email", validators=[required("Enter your address.")])
    secret = PasswordField("Password")
    assertion = HiddenField()
    password = PasswordField("Your password")
    code = Text("Code", validators=[required("Enter the code.")])
    mine = BooleanField("This is my device")
    lines = FieldList(FormField(Line), min_entries=2)


@pytest.fixture
def draw() -> Draw:
    """Renders a snippet with the kit imported, as a room's template would be rendered."""
    app = Flask("kit", template_folder=str(TEMPLATES))
    app.config["SECRET_KEY"] = "k" * 40
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(asset=lambda name: f"/static/{name}", acting_for=lambda: "alabama")
    app.jinja_env.globals["passkey_options"] = lambda challenge, person_id=None: f'{{"challenge": "{challenge}"}}'
    CSRFProtect(app)
    Babel(app)
    filters.install(app)

    def render(source: str, make: Callable[[], Session] = Session, **context: object) -> str:
        names = {path.name: re.findall(r"macro ([a-z]\w*)\(", path.read_text("utf-8")) for path in COMPONENTS}
        imports = [
            f"{{% from 'components/{name}' import {', '.join(macros)} %}}" for name, macros in names.items() if macros
        ]
        with app.test_request_context():
            return render_template_string("".join(imports) + source, form=make(), **context)

    return render


def sent_empty() -> Session:
    form = Session(MultiDict({"minutes": "soon", "lines-0-on": "", "lines-1-on": "2026-02-03"}), meta={"csrf": False})
    form.validate()
    return form


WHOLE_FORM = """
{{ form_open('/entries/new') }}{{ error_summary(form) }}
{{ date_field(form.on, [('Today', today)]) }}
{{ duration(form.hours, form.minutes, hint='Reflective minutes only') }}
{{ radios(form.how, 'Either will do') }}{{ field(form.who) }}{{ checkboxes(form.ages) }}
{{ field(form.email, 'Private is best') }}{{ password(form.secret) }}{{ code_field(form.code, 'Six digits') }}
{{ checkbox(form.mine, 'Stay signed in') }}
{% for line in form.lines %}{{ date_field(line.form.on) }}{% endfor %}
{{ submit_row('Save session', '/') }}{{ form_close() }}"""

SNIPPETS = {
    "totals": "{{ totals('Earning IFS', 1290, 180, 90, 1560, 150, 1440, 'This period') }}",
    "totals of an exempt goal": """
        {% call totals('Renewing', 0, 0, 0, 0, 0, 0, is_exempt=true) %}<p>{{ today | day }}</p>{% endcall %}""",
    "chart": "{{ chart('Counted', [(today, 90), (later, 60)], 720, today, later, later) }}",
    "chart of nothing": "{{ chart('Counted', [], 0, today, today) }}",
    "table": """
        {% call table('Hours', [('Person', false), ('Counted', true)]) %}
          <tr role='row'>{{ cell('Person', 'Alice', is_head=true) }}{{ cell('Counted', '1.50', is_number=true) }}</tr>
        {% endcall %}""",
    "entries": """
        {% call entry_list('Latest') %}
          {{ entry_row('/entries/1', today, 90, 'Bob', 'Video', 'returned', 60, 'Wrong date') }}
          {% call entry_row('/entries/2', today, 45, 'Bob') %}more{% endcall %}
        {% endcall %}""",
    "queue": """
        {{ form_open('/signing/sign') }}{{ select_all('entry', count_format='{count} ticked') }}
        {% call entry_list('Odd') %}
          {{ tick_row('entry', 7, 'Alice, 3 May', '/signing/7/send-back', '1 h', is_odd=true, note='Long') }}
        {% endcall %}
        {{ button('Sign selected', icon_name='sign') }}{{ form_close() }}""",
    "notices": """
        {% for kind in ('done', 'note', 'warning', 'error') %}{{ notice('Saved', kind, 'Title') }}{% endfor %}""",
    "empty": "{{ empty('No sessions yet', 'Log one', 'Log a session', '/entries/new') }}",
    "card": "{% call card('Same as last time', 'accent', 'same') %}<p>90 min</p>{% endcall %}",
    "facts": """
        {% call facts([('Due', 'May')]) %}{% call fact('Rule') %}<a href='/'>36 h</a>{% endcall %}{% endcall %}""",
    "pager": "{{ pager('1 to 30 of 90', '/a', '/b') }}{{ pager('All 3') }}",
    "step-up": """
        {{ form_open('/x') }}{{ stepup(form, 'ab', 'Sign 3 entries', '/') }}{{ form_close() }}""",
    "step": "{% call step(2, 3, 'Where?', 'Or skip it') %}{{ skip_link('/next') }}{% endcall %}",
    "confirm": """
        {% call confirm('/x', 'Sure?', 'Send back', '/', is_danger=true, hidden={'a': 'b'}) %}
          {{ field(form.email) }}
        {% endcall %}""",
    "form": WHOLE_FORM,
}
DAYS = {"today": date(2026, 2, 1), "later": date(2026, 3, 1)}


@pytest.mark.parametrize("name", SNIPPETS)
def test_every_component_reads_as_a_page_should(draw: Draw, name: str) -> None:
    drawn = draw(SNIPPETS[name], **DAYS)
    assert faults(drawn, is_piece=True) == []


def test_a_form_with_faults_reads_as_a_page_should(draw: Draw) -> None:
    assert faults(draw(WHOLE_FORM, make=sent_empty, **DAYS), is_piece=True) == []


def test_every_fault_is_said_at_the_top_and_beside_its_field(draw: Draw) -> None:
    page = Document(draw(WHOLE_FORM, make=sent_empty, **DAYS))
    said = {one.get("href"): one.text for one in page.all("a") if one.within("ul")}
    ids = {one.get("id") for one in page.elements}
    assert {"#on", "#minutes", "#how", "#email", "#code", "#lines-0-on"} <= said.keys()
    assert "#lines-1-on" not in said
    assert {href[1:] for href in said} <= ids
    beside = {one.get("id"): one.text for one in page.elements if one.get("class") == "field-error"}
    assert beside["email-error"] == "Error: Enter your address."
    assert set(beside) == {f"{href[1:]}-error" for href in said}


def test_a_faulty_field_points_at_its_hint_and_its_fault(draw: Draw) -> None:
    page = Document(draw(WHOLE_FORM, make=sent_empty, **DAYS))
    email = next(one for one in page.all("input") if one.get("id") == "email")
    assert email.get("aria-describedby") == "email-hint email-error"
    assert email.get("aria-invalid") == "true"


def test_a_form_without_faults_shows_none(draw: Draw) -> None:
    drawn = draw(WHOLE_FORM, **DAYS)
    assert "error" not in drawn.lower()
    assert draw("{{ title_error(form) }}") == ""
    assert draw("{{ title_error(form) }}", make=sent_empty) == "Error: "


def test_a_posted_form_carries_the_token_and_its_association(draw: Draw) -> None:
    page = Document(draw("{{ form_open('/x') }}{{ button('Save') }}{{ form_close() }}"))
    hidden = {one.get("name"): one.get("value") for one in page.all("input")}
    assert hidden["association"] == "alabama"
    assert len(hidden["csrf_token"]) > 30


def test_a_form_over_several_associations_is_bound_to_none(draw: Draw) -> None:
    page = Document(draw("{{ form_open('/x', is_bound=false) }}{{ button('Sign') }}{{ form_close() }}"))
    assert [one.get("name") for one in page.all("input")] == ["csrf_token"]


def test_a_form_that_only_asks_carries_neither(draw: Draw) -> None:
    page = Document(draw("{{ form_open('/x', 'get') }}{{ button('Search') }}{{ form_close() }}"))
    assert list(page.all("input")) == []


def test_chips_fill_hours_and_minutes_from_minutes(draw: Draw) -> None:
    page = Document(draw("{{ duration(form.hours, form.minutes) }}"))
    assert [one.get("data-fill") for one in page.all("button")] == [
        "hours=0;minutes=30",
        "hours=0;minutes=45",
        "hours=1;minutes=0",
        "hours=1;minutes=30",
    ]


def test_totals_show_the_sum_and_never_promise_too_much(draw: Draw) -> None:
    page = Document(draw("{{ totals('Renewing', 680, 60, 30, 770, 40, 720) }}"))
    parts = [(term.text, fact.text) for term, fact in zip(page.all("dt"), page.all("dd"), strict=True)]
    assert parts == [
        ("Counted", "11.33"),
        ("Waiting for signature", "1.00"),
        ("Does not count", "0.50"),
        ("Logged", "12.83"),
        ("Missing", "0.67"),
    ]


@pytest.mark.parametrize(("counted", "waiting", "full"), [(680, 20, 720), (680, 60, 740), (0, 0, 720)])
def test_the_bar_holds_all_its_parts(draw: Draw, counted: int, waiting: int, full: int) -> None:
    page = Document(draw("{{ bar(counted, waiting, 720) }}", counted=counted, waiting=waiting))
    track, second, first = page.all("rect")
    assert [int(one.get("width")) for one in (track, second, first)] == [full, waiting, counted]
    assert int(second.get("x")) + waiting <= full


def test_the_chart_climbs_to_its_sum_and_runs_to_today(draw: Draw) -> None:
    page = Document(
        draw(
            "{{ chart('Counted', [(start, 60), (middle, 60)], 240, start, end, today) }}",
            start=date(2026, 1, 1),
            middle=date(2026, 1, 11),
            today=date(2026, 1, 21),
            end=date(2026, 2, 10),
        )
    )
    steps = next(one.get("d") for one in page.all("path") if one.get("class") == "steps")
    assert steps == "M0 200H0.0V152.8H250.0V105.7H500.0"
    assert "2.00 hours counted by January 11, 2026." in page.source


@pytest.mark.parametrize("state", [*lifecycle.STATES, "correction_returned", "not_counted"])
def test_every_state_of_an_entry_has_its_tag(draw: Draw, state: str) -> None:
    drawn = draw("{{ state_tag(state) }}", state=state)
    assert faults(drawn, is_piece=True) == []
    assert "tag" in drawn


def test_an_unknown_state_is_refused(draw: Draw) -> None:
    with pytest.raises(UndefinedError, match="lost"):
        draw("{{ state_tag('lost') }}")


def test_every_drawing_that_a_template_names_exists() -> None:
    named = set()
    for path in TEMPLATES.rglob("*.html"):
        source = path.read_text("utf-8")
        named |= set(re.findall(r"icon(?:_name)?(?:\(|=)'([a-z]+)'", source))
    assert named, "the templates name no drawing at all"
    assert named - DRAWN == set()


def test_every_behaviour_that_a_template_names_has_a_script() -> None:
    scripts = "".join(path.read_text("utf-8") for path in (STATIC / "js").glob("*.js"))
    for path in TEMPLATES.rglob("*.html"):
        for name in re.findall(r'data-behaviour="([a-z-]+)"', path.read_text("utf-8")):
            assert f'"{name}"' in scripts, f"{path.name} asks for {name}"


def test_every_script_and_sheet_that_a_template_names_exists() -> None:
    for path in TEMPLATES.rglob("*.html"):
        for name in re.findall(r"asset\('((?:css|js|icons)/[^']+)'\)", path.read_text("utf-8")):
            assert (STATIC / name).is_file(), f"{path.name} asks for {name}"
