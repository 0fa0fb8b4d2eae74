"""Has Jinja2 compile all templates into one Python module, see dockgen/compiled."""

import re
import zlib

from dockgen.render import all_templates, jinja_environment

HEADER = '''"""Made by `make generate` from templates/; see dockgen/compiled/__init__.py."""

# mypy: ignore-errors

from dockgen.compiled.runtime import Macro, TemplateRuntimeError, Undefined, internalcode, missing, str_join
'''


def text() -> str:
    """Return the module's text."""
    environment = jinja_environment()
    parts, table = [HEADER], []
    for name, path in sorted(all_templates().items()):
        function = "_" + re.sub(r"\W", "_", name)
        source = environment.compile(path.read_text("utf-8"), name, name, raw=True)
        body = [line for line in source.splitlines() if not line.startswith(("from jinja2", "debug_info"))]
        indented = "\n".join(f"    {line}".rstrip() for line in body)
        parts.append(f"\n\ndef {function}(environment):\n{indented}\n    return root, blocks\n")
        table.append(f"    {name!r}: ({zlib.crc32(path.read_bytes())}, {function}),\n")
    return "".join([*parts, "\n\nTEMPLATES = {\n", *table, "}\n"])
