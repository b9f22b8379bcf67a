"""The packs that ship with the product, each read once per process."""

from functools import cache
from pathlib import Path

from rs_tracker.domain.pack import RulePack
from rs_tracker.rulepacks.parse import parse_pack
from rs_tracker.rulepacks.tables import BadFile, read_toml

BASE = "alliance"
FOLDER = Path(__file__).parent
PACK_FILE = "pack.toml"
CASES_FILE = "cases.toml"


@cache
def ids() -> tuple[str, ...]:
    """The associations there is a pack for, the base first, the others in alphabetical order."""
    found = sorted(path.parent.name for path in FOLDER.glob(f"*/{PACK_FILE}"))
    return (BASE, *(pack_id for pack_id in found if pack_id != BASE))


@cache
def load(pack_id: str) -> RulePack:
    """The pack of an association. KeyError for an unknown id, BadFile for a broken pack."""
    if pack_id not in ids():
        raise KeyError(pack_id)
    base = None if pack_id == BASE else load(BASE)
    pack = read_pack(FOLDER / pack_id / PACK_FILE, base, f"{pack_id}/{PACK_FILE}")
    if pack.id != pack_id:
        raise BadFile(f"{pack_id}/{PACK_FILE}", "association", "id", f"{pack.id!r}, but the folder is {pack_id!r}")
    return pack


def load_all() -> tuple[RulePack, ...]:
    """Every shipped pack, in the order of `ids`."""
    return tuple(load(pack_id) for pack_id in ids())


def read_pack(path: Path, base: RulePack | None, name: str | None = None) -> RulePack:
    """Read a pack from any file, over the pack it inherits from."""
    return parse_pack(read_toml(path, name or str(path)), base)


def case_files() -> tuple[Path, ...]:
    """The case files of the shipped packs, in the order of `ids`."""
    paths = (FOLDER / pack_id / CASES_FILE for pack_id in ids())
    return tuple(path for path in paths if path.exists())
