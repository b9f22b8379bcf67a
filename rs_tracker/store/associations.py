"""Associations: the tenants, seeded from the packs, unclaimed until an office takes one over."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from rs_tracker.store.base import Base
from rs_tracker.store.types import Digest, Document, Slug


class Association(Base):
    """One association. `claimed_at` is null while its office has not joined: then declared supervisors count."""

    __tablename__ = "association"

    id: Mapped[str] = mapped_column(Slug, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    zone: Mapped[str] = mapped_column(String(64))
    pack_digest: Mapped[str] = mapped_column(Digest)
    settings: Mapped[dict[str, object]] = mapped_column(Document, default=dict)
    join_code: Mapped[str | None] = mapped_column(String(32))
    contact: Mapped[str | None] = mapped_column(String(254))
    claimed_at: Mapped[datetime | None]
