"""What every page owes its reader, checked on each page any test opens."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from tests.support.html import Document, Element

UNLABELLED = frozenset(("hidden", "submit", "button", "reset", "image"))
NAMED_BY = ("aria-label", "aria-labelledby", "title")
HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}
# A page whose address is a key tells it to nobody at all.
STRICTER = {"referrer-policy": "no-referrer"}
POLICY = ("default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'")
LEFTOVERS = re.compile(r"\{\{|\}\}|\{%|%\}|%\(\w+\)s|<Lazy|datetime\.\w+\(|\bNone\b")


def faults(source: str, headers: Mapping[str, str] | None = None, *, is_piece: bool = False) -> list[str]:
    """Everything wrong with a page, each in words; a piece (what HTMX swaps alone) has no head and no h1."""
    page = Document(source)
    found = [*page.faults, *_names(page), *_fields(page), *_forms(page), *_inline(page), *_words(page)]
    if not is_piece:
        found += _frame(page)
    if headers is not None:
        found += _headers({name.lower(): value for name, value in headers.items()})
    return found


def _frame(page: Document) -> Iterator[str]:
    headings = [one.text.strip() for one in page.all("h1")]
    if len(headings) != 1 or not headings[0]:
        yield f"a page has one h1 with words, this one has {headings}"
    titles = [one.text.strip() for one in page.all("title") if not one.within("svg")]
    if len(titles) != 1 or not titles[0]:
        yield f"a page has one title, this one has {titles}"
    if not any(one.get("lang") for one in page.all("html")):
        yield "<html> names no language"
    if not any(one.tag == "main" for one in page.elements):
        yield "there is no <main>"
    if not any(one.get("name") == "viewport" for one in page.all("meta")):
        yield "there is no viewport, so a phone shows the page small"


def _names(page: Document) -> Iterator[str]:
    ids = Counter(one.get("id") for one in page.elements if "id" in one.attrs)
    yield from (f"the id {name!r} is used {times} times" for name, times in ids.items() if times > 1 or not name)
    for one in page.elements:
        for attribute in ("for", "aria-labelledby", "aria-describedby", "aria-controls", "list"):
            for name in one.get(attribute).split():
                if name not in ids:
                    yield f"<{one.tag}> points with {attribute} at {name!r}, which is not on the page"


def _is_named(page: Document, one: Element) -> bool:
    label = one.within("label")
    points = any(other.get("for") == one.get("id") and other.text.strip() for other in page.all("label"))
    is_pointed_at = bool(one.get("id")) and points
    return is_pointed_at or bool(label and label.text.strip()) or any(one.get(name) for name in NAMED_BY)


def _fields(page: Document) -> Iterator[str]:
    for one in page.all("input", "select", "textarea"):
        if one.get("type") not in UNLABELLED and not _is_named(page, one):
            yield f"<{one.tag} name={one.get('name')!r}> has no label"
    for one in page.all("a", "button"):
        pictures = any(img.get("alt") and one in img.inside for img in page.all("img"))
        if not one.text.strip() and not pictures and not any(one.get(name) for name in NAMED_BY):
            yield f"<{one.tag} {one.get('href') or one.get('name')}> says nothing"
    yield from (f"<img {one.get('src')}> has no alt" for one in page.all("img") if "alt" not in one.attrs)
    yield from (f"the link {one.text.strip()!r} has no href" for one in page.all("a") if not one.get("href"))


def _forms(page: Document) -> Iterator[str]:
    for form in page.all("form"):
        if "action" not in form.attrs:
            yield "a form has no action"
        if form.within("form"):
            yield "a form stands inside a form"
        fields = page.in_form(form)
        tokens = [one.get("value") for one in fields if one.get("name") == "csrf_token"]
        if form.get("method").lower() == "post" and not any(tokens):
            yield f"the form to {form.get('action')!r} has no CSRF token"
        if form.get("method").lower() != "post" and tokens:
            yield f"the form to {form.get('action')!r} would put its CSRF token into the address"
        if not any(one.tag == "button" or one.get("type") == "submit" for one in fields):
            yield f"the form to {form.get('action')!r} has no button to send it"


def _inline(page: Document) -> Iterator[str]:
    for one in page.elements:
        if one.tag == "style" or (one.tag == "script" and not one.get("src")):
            yield f"an inline <{one.tag}> is refused by our content policy"
        for name in one.attrs:
            if name == "style" or name.startswith(("on", "hx-on")):
                yield f"<{one.tag}> carries {name}, refused by our content policy"
        for name in ("src", "href", "action"):
            if one.get(name).strip().lower().startswith("javascript:"):
                yield f"<{one.tag}> runs a script from its {name}"
        if one.tag in ("script", "link", "img") and re.match(r"(https?:)?//", one.get("src") or one.get("href")):
            yield f"<{one.tag}> fetches from another host: {one.get('src') or one.get('href')}"


def _words(page: Document) -> Iterator[str]:
    seen = next(page.all("body"), None)
    words = seen.text if seen else " ".join(one.text for one in page.elements if not one.inside)
    for match in LEFTOVERS.finditer(words):
        yield f"the page shows {words[max(0, match.start() - 20) : match.end() + 20].strip()!r}"


def _headers(headers: Mapping[str, str]) -> Iterator[str]:
    for name, value in HEADERS.items():
        if headers.get(name, "").lower() not in (value, STRICTER.get(name, value)):
            yield f"the header {name} is {headers.get(name)!r}, not {value!r}"
    policy = headers.get("content-security-policy", "")
    yield from (f"the content policy lacks {part}" for part in POLICY if part not in policy)
    if "unsafe" in policy:
        yield "the content policy allows something unsafe"
