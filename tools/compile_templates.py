"""Has Jinja2 compile all templates ahead of time, into one Python module a language; see dockgen/rendering/compiled.

The sentences of the comments become one module more: to import that takes a tenth of the time of reading TOML.
"""

import re
import zlib
from collections.abc import Mapping
from pathlib import Path

from dockgen.comments import notes
from dockgen.languages import LANGUAGES
from dockgen.rendering.render import jinja_environment, own_templates, templates_of
from dockgen.versions.resources import templates_folder

HEADER = '''"""Made by `make generate` from templates/; see dockgen/rendering/compiled/__init__.py."""

# mypy: ignore-errors

from dockgen.rendering.runtime import (
    LoopContext, Macro, TemplateReference, TemplateRuntimeError, Undefined, internalcode, missing, str_join
)
'''


def files(folder: Path) -> dict[Path, str]:
    """Return the text of every module by its path."""
    shared = {name: path for name, path in templates_of("").items() if "/" not in name}
    modules = {"shared": shared} | {language: own_templates(language) for language in LANGUAGES}
    compiled = {folder / f"{module}.py": _module(templates) for module, templates in modules.items()}
    return {**compiled, folder / "notes.py": _notes()}


def _notes() -> str:
    content = (templates_folder() / notes.FILE).read_bytes()
    rows = (f"    {id_!r}: {tuple(sentence)!r},\n" for id_, sentence in notes.parsed(content.decode()).items())
    header = f'"""Made by `make generate` from templates/{notes.FILE}; see dockgen/rendering/compiled/__init__.py."""'
    return "".join([header, f"\n\nCHECKSUM = {zlib.crc32(content)}\nNOTES = {{\n", *rows, "}\n"])


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
