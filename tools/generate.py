"""Writes all that is made from other files; `--check` only says what is stale, and then exits with 1."""

import sys
from collections.abc import Mapping
from pathlib import Path

import reference
import secret_lines
import verify_reference

ROOT = Path(__file__).parent.parent


def main() -> int:
    """Write or compare every generated file."""
    check = "--check" in sys.argv
    stale = [
        path for one in (secret_lines, reference, verify_reference) for path in _written(one.files(ROOT), check=check)
    ]
    for path in stale:
        print(f"{'stale' if check else 'wrote'}: {path.relative_to(ROOT)}")
    if stale and check:
        print("Run `make generate` and commit the result.")
    return 1 if stale and check else 0


def _written(files: Mapping[Path, str], *, check: bool) -> list[Path]:
    """Return which files are stale, and write them unless they are only checked."""
    stale = [path for path, text in files.items() if not path.exists() or path.read_text("utf-8") != text]
    for path in () if check else stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(files[path], "utf-8")
    return stale


sys.exit(main())
