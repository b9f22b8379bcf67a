"""The floor of saving over HTTP: a bare Flask route that inserts one ORM object and commits, on the same server."""

import os
from datetime import UTC, datetime
from uuid import uuid4

from flask import Flask, request
from sqlalchemy import String, create_engine, event
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    """Its own metadata, away from the program's."""


class Line(Base):
    """One row, about as wide as an entry."""

    __tablename__ = "line"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    held_on: Mapped[str]
    minutes: Mapped[int]
    provider: Mapped[str]
    created_at: Mapped[datetime]


def create() -> Flask:
    """An app on the SQLite file named by BARE_FILE, with the same pragmas as ours."""
    engine = create_engine(f"sqlite:///{os.environ['BARE_FILE']}")

    @event.listens_for(engine, "connect")
    def prepare(connection: object, record: object) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]

    Base.metadata.create_all(engine)
    app = Flask("bare")

    @app.post("/line")
    def line() -> tuple[str, int, dict[str, str]]:
        with Session(engine) as db:
            db.add(
                Line(
                    id=str(uuid4()),
                    held_on=request.form["held_on"],
                    minutes=int(request.form["minutes"]),
                    provider=request.form["provider_id"],
                    created_at=datetime.now(UTC),
                )
            )
            db.commit()
        return "", 303, {"Location": "/"}

    return app
