"""Checks that every word a person reads can be translated. A heuristic: it looks where words usually stand."""

import ast
import re
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path

from jinja2 import Environment, nodes

from tests.house.tree import Module, files

ENVIRONMENT = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True)
TRANSLATES = frozenset(("_", "gettext", "ngettext", "pgettext", "npgettext", "lazy_gettext", "_l"))
READ_ALOUD = frozenset(("alt", "title", "placeholder", "aria-label", "summary", "label"))
FILLED = "zqz"  # stands where a template prints a value
NAMES = re.compile(r"\S*zqz\S*|rs_tracker|RS|English|Español|example\.org|SVG|v?\d[\d.]*")
MAIL_HEADER = re.compile(r"^\s*(?:Subject|Reply-To):")
LETTERS = re.compile(r"[^\W\d_]{2,}")
SENTENCE = re.compile(r"^[A-ZÁÉÍÓÚÑ¿¡][^\W\d_]+(?:[ ,.:?!…].*)?$")


class _Reader(HTMLParser):
    """Collects what a person would read in a piece of HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in ("script", "style")
        values = dict(attrs)
        is_button = tag == "input" and values.get("type") in ("submit", "button")
        self.found += [value for name, value in attrs if name in READ_ALOUD and value]
        self.found += [values["value"] or ""] if is_button and values.get("value") else []

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append(data)


def in_templates(root: Path) -> Iterator[str]:
    """Words in a template outside gettext."""
    for path in files(root / "templates", ".html", ".txt", ".jinja"):
        for words in bare_words(path.read_text("utf-8"), is_html=path.suffix == ".html"):
            yield f"{path.relative_to(root).as_posix()}: {words!r}"


def bare_words(source: str, *, is_html: bool = True) -> list[str]:
    """What a template says by itself, and what it hands to macros untranslated."""
    tree = ENVIRONMENT.parse(source)
    data = " ".join("".join(map(_printed, output.nodes)) for output in _outputs(tree))
    reader = _Reader()
    if is_html:
        reader.feed(data)
        reader.close()
    said = reader.found if is_html else [MAIL_HEADER.sub("", line) for line in data.splitlines()]
    said = [" ".join(words.replace(FILLED, "…").split()) for words in said if LETTERS.search(NAMES.sub("", words))]
    return said + [text for text in _constants(tree) if SENTENCE.match(text) and LETTERS.search(NAMES.sub("", text))]


def _outputs(node: nodes.Node) -> Iterator[nodes.Output]:
    """What a template prints in its order, without blocks that only fill a class attribute."""
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.Output):
            yield child
        if not (isinstance(child, nodes.Block) and child.name.endswith("_class")):
            yield from _outputs(child)


def _printed(node: nodes.Node) -> str:
    return node.data if isinstance(node, nodes.TemplateData) else FILLED


def _constants(node: nodes.Node) -> Iterator[str]:
    """String constants outside calls that translate."""
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in TRANSLATES:
        return
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    for child in node.iter_child_nodes():
        yield from _constants(child)


def in_python(modules: Sequence[Module]) -> Iterator[str]:
    """Flashed messages, field labels and validators' messages that are plain strings."""
    for module in modules:
        for named, call in module.calls():
            said = [keyword.value for keyword in call.keywords if keyword.arg in ("message", "label", "description")]
            if (named == "flash" or named.endswith(("Field", "ValidationError"))) and call.args:
                said.append(call.args[0])
            for one in said:
                if isinstance(one, (ast.JoinedStr, ast.Constant)) and _is_said(one):
                    yield f"{module.path}:{call.lineno}: {ast.unparse(one)} does not go through gettext"


def _is_said(one: ast.JoinedStr | ast.Constant) -> bool:
    if isinstance(one, ast.JoinedStr):
        return True
    return isinstance(one.value, str) and bool(SENTENCE.match(one.value))


def foreign_templates(modules: Sequence[Module]) -> Iterator[str]:
    """Templates of another room, named in a room's code."""
    for module in modules:
        parts = module.path.split("/")
        if parts[0] != "features" or len(parts) < 3:
            continue
        for node in ast.walk(module.tree):
            named = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
            is_template = named.endswith(".html") and "/" in named and " " not in named
            if is_template and named.split("/")[0] not in (parts[1], "mail", "components"):
                yield f"{module.path}:{getattr(node, 'lineno', 0)}: {named} belongs to another room"
