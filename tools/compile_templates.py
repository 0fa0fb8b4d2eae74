"""Has Jinja2 compile all templates ahead of time, into one Python module a language and one for what they share.

Importing jinja2 and compiling takes five times as long as the rest of a run. What Jinja2 makes of a template is plain
Python, so a wheel carries that too, each template with a checksum of its text. Where a template was changed since, or
nothing was compiled, `dockgen/rendering/render.py` uses Jinja2 itself. TOML files become modules as well: to import one
takes a tenth of the time of reading TOML.

As a script it writes them into the package, or into the folder that is named; as a hook of hatchling into the wheel.
"""

import re
import shutil
import sys
import tempfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomli
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from dockgen.rendering.render import jinja_environment, own_templates, templates_of  # noqa: E402 - needs the path above
from dockgen.versions.resources import data_files, languages  # noqa: E402 - the same

FOLDER = "dockgen/rendering/compiled"
MADE = '"""Made of templates/ by tools/compile_templates.py, which says why."""\n'
HEADER = f"""{MADE}
# mypy: ignore-errors

from dockgen.rendering.runtime import (
    LoopContext, Macro, TemplateReference, TemplateRuntimeError, Undefined, internalcode, missing, str_join
)
"""


class CompiledTemplates(BuildHookInterface):
    """Puts the compiled templates into a wheel, and beside the sources where these are installed as they are."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile."""
        self.scratch = Path(tempfile.mkdtemp())
        if version == "editable":
            write(ROOT / FOLDER)
        else:
            write(self.scratch)
            build_data["force_include"] |= {str(path): f"{FOLDER}/{path.name}" for path in self.scratch.iterdir()}

    def finalize(self, _version: str, _build_data: dict[str, Any], _artifact_path: str) -> None:
        """Remove what is in the wheel now."""
        shutil.rmtree(self.scratch)


def write(folder: Path) -> None:
    """Write every module into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for path, text in files(folder).items():
        path.write_text(text, "utf-8")


def files(folder: Path) -> dict[Path, str]:
    """Return the text of every module by its path."""
    shared = {name: path for name, path in templates_of("").items() if "/" not in name}
    modules = {"shared": shared} | {language: own_templates(language) for language in languages()}
    made = {folder / f"{module}.py": _module(templates) for module, templates in modules.items()}
    data = {folder / f"{module}.py": _data(path) for module, path in data_files().items()}
    return made | data | {folder / "__init__.py": MADE}


def _data(path: Path) -> str:
    content = path.read_bytes()
    rows = (f"    {name!r}: {value!r},\n" for name, value in tomli.loads(content.decode()).items())
    return "".join([MADE, f"\n# mypy: ignore-errors\n\nCHECKSUM = {zlib.crc32(content)}\nDATA = {{\n", *rows, "}\n"])


def _module(templates: Mapping[str, Path]) -> str:
    environment = jinja_environment()
    parts, table = [HEADER], []
    for name, path in sorted(templates.items()):
        function = "_" + re.sub(r"\W", "_", name)
        source = environment.compile(path.read_text("utf-8"), name, name, raw=True)
        body = [line for line in source.splitlines() if not line.startswith(("from jinja2", "debug_info"))]
        indented = "\n".join(f"    {line}".rstrip() for line in body)
        parts.append(f"\n\ndef {function}(environment):\n{indented}\n    return root, blocks\n")
        table.append(f"    {name!r}: ({zlib.crc32(path.read_bytes())}, {function}),\n")
    return "".join([*parts, "\n\nTEMPLATES = {\n", *table, "}\n"])


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / FOLDER)
