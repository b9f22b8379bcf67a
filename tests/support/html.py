"""An HTML page as a flat list of elements: enough to lint it and to fill in its forms, standard library only."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"))
FIELDS = frozenset(("input", "select", "textarea"))


@dataclass(slots=True)
class Element:
    """One element; `inside` are its ancestors from the root, `text` all words in it."""

    tag: str
    attrs: dict[str, str]
    inside: tuple["Element", ...]
    text: str = ""

    def get(self, name: str) -> str:
        """An attribute, or the empty string."""
        return self.attrs.get(name, "")

    def within(self, tag: str) -> "Element | None":
        """The nearest ancestor with this tag."""
        return next((one for one in reversed(self.inside) if one.tag == tag), None)


@dataclass(slots=True)
class Document(HTMLParser):
    """A parsed page."""

    source: str
    elements: list[Element] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    _open: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        HTMLParser.__init__(self, convert_charrefs=True)
        self.feed(self.source)
        self.close()
        self.faults += [f"<{one.tag}> is never closed" for one in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        self.faults += [f"<{tag}> has {name} twice" for name in set(names) if names.count(name) > 1]
        element = Element(tag, {name: value or "" for name, value in attrs}, tuple(self._open))
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1].tag != tag:
            innermost = self._open[-1].tag if self._open else "nothing"
            self.faults.append(f"</{tag}> closes <{innermost}>")
        if any(one.tag == tag for one in self._open):
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data

    def all(self, *tags: str) -> Iterator[Element]:
        """The elements with one of these tags, in the order of the page."""
        return (one for one in self.elements if one.tag in tags)

    def in_form(self, form: Element) -> list[Element]:
        """The fields a form sends, wherever on the page they stand."""
        name = form.get("id")
        return [
            one
            for one in self.all(*FIELDS, "button")
            if (one.get("form") == name and name) or (not one.get("form") and one.within("form") is form)
        ]

    def options(self, select: Element) -> list[Element]:
        """The choices of a select."""
        return [one for one in self.all("option") if one.within("select") is select]
