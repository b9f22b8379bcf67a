"""What the first page asks: few rows, whatever the length of the log."""

from sqlalchemy import text
from sqlalchemy.orm import Session


def does_answer(db: Session) -> bool:
    """Whether the database answers at all."""
    return db.execute(text("SELECT 1")).scalar() == 1
