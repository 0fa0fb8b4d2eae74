"""Writes all that is made from other files; `--check` only says what is stale, and then exits with 1."""

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import compile_templates  # noqa: E402 - the folder of this script is not a package


def main() -> int:
    """Write or compare every generated file."""
    compile_templates.write(ROOT / "dockgen/compiled/templates.py") if "--check" not in sys.argv else None
    import reference  # noqa: PLC0415 - it imports dockgen, which needs the compiled templates

    files = {ROOT / "dockgen/compiled/templates.py": compile_templates.text(), **reference.files(ROOT)}
    stale = [path for path, text in files.items() if not path.exists() or path.read_text("utf-8") != text]
    for path in stale:
        print(f"{'stale' if '--check' in sys.argv else 'wrote'}: {path.relative_to(ROOT)}")
        if "--check" not in sys.argv:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(files[path], "utf-8")
    if stale and "--check" in sys.argv:
        print("Run `make generate` and commit the result.")
        return 1
    return 0


sys.exit(main())
