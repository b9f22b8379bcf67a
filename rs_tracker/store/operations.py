"""What phones delivered: each operation once, for ever, with the answer it got."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Integer
from sqlalchemy.orm import Mapped, mapped_column

from rs_tracker.store.base import Base, OfAssociation
from rs_tracker.store.types import Digest, Document, Id


class Operation(OfAssociation, Base):
    """One operation that was carried out. The person is in the key: nobody can ask for somebody else's by its id."""

    __tablename__ = "operation"

    person_id: Mapped[str] = mapped_column(Id, primary_key=True)
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    request_sha256: Mapped[str] = mapped_column(Digest)
    status: Mapped[int] = mapped_column(Integer)
    answer: Mapped[dict[str, object]] = mapped_column(Document)
    received_at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(["association_id", "person_id"], ["membership.association_id", "membership.person_id"]),
    )
