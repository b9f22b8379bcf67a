"""Where the parts that are not Python lie, and the one import of Config.

In a checkout `templates/`, `static/`, `migrations/` and `config.py` stand beside the package; a wheel carries them
inside it (see `force-include` in pyproject.toml). Roof only: lower floors are handed the paths they need.
"""

from pathlib import Path
from typing import TYPE_CHECKING

_PACKAGE = Path(__file__).resolve().parent
IS_WHEEL = (_PACKAGE / "config.py").is_file()
ROOT = _PACKAGE if IS_WHEEL else _PACKAGE.parent

TEMPLATES = ROOT / "templates"
STATIC = ROOT / "static"
MIGRATIONS = ROOT / "migrations"

if TYPE_CHECKING or not IS_WHEEL:
    from config import Config, ConfigError
else:
    from rs_tracker.config import Config, ConfigError

__all__ = ["IS_WHEEL", "MIGRATIONS", "ROOT", "STATIC", "TEMPLATES", "Config", "ConfigError"]
