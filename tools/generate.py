"""Writes all that is made from other files; `--check` only says what is stale, and then exits with 1."""

import sys
from pathlib import Path

import compile_templates
import reference
import verify_reference

ROOT = Path(__file__).parent.parent


def main() -> int:
    """Write or compare every generated file."""
    check = "--check" in sys.argv
    files = {
        **compile_templates.files(ROOT / "dockgen/compiled"),
        **reference.files(ROOT),
        **verify_reference.files(ROOT),
    }
    stale = [path for path, text in files.items() if not path.exists() or path.read_text("utf-8") != text]
    for path in stale:
        print(f"{'stale' if check else 'wrote'}: {path.relative_to(ROOT)}")
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(files[path], "utf-8")
    if stale and check:
        print("Run `make generate` and commit the result.")
    return 1 if stale and check else 0


sys.exit(main())
