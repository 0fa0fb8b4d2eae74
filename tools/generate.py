"""Writes all that is made from other files; `--check` only says what is stale, and then exits with 1."""

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
COMPILED = ROOT / "dockgen/compiled/templates.py"


def main() -> int:
    """Write or compare every generated file."""
    check = "--check" in sys.argv
    if not COMPILED.exists():
        COMPILED.write_text("TEMPLATES = {}\n", "utf-8")  # dockgen cannot be imported without it
    import compile_templates  # noqa: PLC0415 - imports dockgen
    import reference  # noqa: PLC0415 - the same

    files = {COMPILED: compile_templates.text(), **reference.files(ROOT)}
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
