"""One transaction for a request: an unsafe method answered below 400 commits, everything else takes all back.

`apart()` is the other commit of the web: a short transaction of its own for what must outlive a refusal or a GET.
"""

from collections.abc import Callable, Iterator
from typing import TypeVar, cast

from flask import Flask, Response, g, request
from sqlalchemy.orm import Session

from rs_tracker.store import engine as store
from rs_tracker.web.runtime import runtime

T = TypeVar("T")
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def db() -> Session:
    """This request's session, opened at its first use."""
    if "db" not in g:
        open_session = store.reading if request.method in SAFE else store.writing
        g.db = open_session(runtime().engine)
    return cast(Session, g.db)


def apart(work: Callable[[Session], T]) -> T:
    """Do `work` in a transaction of its own and commit it, whatever becomes of the request.

    The request's own transaction must not have written yet: it is let go first, because SQLite has one writer.
    """
    pause()
    session = store.writing(runtime().engine)
    try:
        result = work(session)
        session.commit()
        return result
    finally:
        session.close()


def pause() -> None:
    """Let go of the request's transaction before something slow (a password's hash): it must not have written yet."""
    own = g.pop("db", None)
    if own is None:
        return
    if own.new or own.dirty or own.deleted or own.info.get("wrote"):
        raise RuntimeError("the request has written already: do what stands apart first, or after the request")
    own.close()


def streamed(read: Callable[[Session], Iterator[bytes]]) -> Iterator[bytes]:
    """What `read` yields, for an answer that is sent while it is read, from a session that lives as long as that.

    The request's own session will not do: it is closed before the first byte is sent.
    """
    engine = runtime().engine

    def pieces() -> Iterator[bytes]:
        with store.reading(engine) as session:
            yield from read(session)

    return pieces()


def afterwards(work: Callable[[Session], object]) -> None:
    """Do `work` apart when the request has ended (last seen, the line of a download)."""
    if "afterwards" not in g:
        g.afterwards = []
    g.afterwards.append(work)


def _settle(response: Response) -> Response:
    own = g.get("db")
    if own is not None:
        if request.method not in SAFE and response.status_code < 400:
            own.commit()
        else:
            own.rollback()
    return response


def _close(error: BaseException | None) -> None:
    own = g.pop("db", None)
    if own is not None:
        own.close()
    for work in g.pop("afterwards", []):
        apart(work)


def install(app: Flask) -> None:
    """Attach the transaction to every request; a failed commit becomes a 500 page, not a lost promise."""
    app.after_request(_settle)
    app.teardown_appcontext(_close)
