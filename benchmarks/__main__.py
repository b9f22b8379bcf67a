"""`python -m benchmarks [NAME …]`: one table of ratios; exit 1 if one is beyond its limit."""

import os
import platform
import sys
from importlib import import_module

NAMES = ("counting", "pages", "saving", "csv_export", "ledger", "startup")


def main(wanted: list[str]) -> int:
    """Run the suites asked for (all without a name) and print as they come."""
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}")
    bad = 0
    for name in wanted or NAMES:
        for result in import_module(f"benchmarks.{name}").results():
            print(result.line(), flush=True)
            bad += not result.holds
    print(f"{bad} beyond their limit" if bad else "all within their limits")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
