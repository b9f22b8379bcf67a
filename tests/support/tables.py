"""Reading what a page or a file has in rows and columns."""

import csv
from io import StringIO

from tests.support.pages import Browser, Page

MARK = b"\xef\xbb\xbf"


def rows(page: Page) -> list[list[str]]:
    """The cells of every row of every table, with single spaces."""
    found = []
    for row in page.document.all("tr"):
        cells = [one for one in page.document.all("td", "th") if one.within("tr") is row]
        found.append([" ".join(one.text.split()) for one in cells])
    return found


def download(browser: Browser, path: str, status: int = 200) -> list[dict[str, str]]:
    """A file's lines by their headings; it must be one that a spreadsheet opens with a double click."""
    answer = browser.client.get(path)
    assert answer.status_code == status, f"{path} answered {answer.status_code}"
    assert answer.data.startswith(MARK), "without the mark Excel guesses the letters"
    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    return list(csv.DictReader(StringIO(answer.data.decode("utf-8-sig"), newline="")))
