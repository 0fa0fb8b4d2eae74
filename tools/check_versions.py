"""Says what in the versions.toml is past its end of support today, or ends within 90 days; not part of CI.

It depends on the day, so it is for people who raise versions: `make check-versions`.
"""

import sys
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from dockgen.languages import LANGUAGES
from dockgen.versions import DISTRIBUTIONS
from dockgen.versions.ends import days
from dockgen.versions.resources import language_versions, shared_versions

if TYPE_CHECKING:
    from dockgen.versions.resources import Entry

SOON = timedelta(days=90)


def main() -> int:
    """Print what is late, and return 1 where a default or a supported version has ended."""
    data: dict[str, Entry] = {name: shared_versions()[name] for name in DISTRIBUTIONS}
    data |= {name: language_versions(name) for name in LANGUAGES if "ends" in language_versions(name)}
    data |= shared_versions()["service"]
    today = datetime.now(UTC).date()
    late = 0
    for name, entry in data.items():
        for version in in_use(entry):
            late += tell(name, version, days(entry).get(version), today)
    return 1 if late else 0


def in_use(entry: "Entry") -> list[str]:
    """Return the versions that dockgen writes into files."""
    return sorted({entry["default"], *entry.get("supported", [])})


def tell(name: str, version: str, end: date | None, today: date) -> bool:
    """Print how long a version is still supported; return whether that is over."""
    if end is None:
        print(f"{name} {version}: no end known")
        return False
    print(f"{name} {version}: {'ENDED' if end < today else 'ends soon,' if end < today + SOON else 'until'} {end}")
    return end < today


if __name__ == "__main__":
    sys.exit(main())
