"""Variables without which a Node.js program does not start."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from dockgen.languages.kit import required
from dockgen.languages.kit.sources import Source
from dockgen.model.found import Found

_NAME: Final = r"([A-Z][A-Z0-9_]{1,60})"
_GIVES_UP: Final = r"\s{0,9}(?:\{[^{}]{0,400}?)?\b(?:throw|process\.exit|Deno\.exit)\b"
_AT_ONCE: Final = rf"(?m)^if\s{{0,3}}\(([^{{}};]{{1,300}}?)\){_GIVES_UP}"
_IN_SETTINGS: Final = rf"(?m)^[ \t]{{1,8}}if\s{{0,3}}\(([^{{}};]{{1,300}}?)\){_GIVES_UP}"
_ENV: Final = r"(?:process|Bun|import\.meta)\.env"
WAYS: Final = required.Ways(
    checks=(_AT_ONCE,),
    reads=rf"!\s{{0,3}}{_ENV}\.{_NAME}\b|\b{_ENV}\.{_NAME}\s{{0,3}}===?\s{{0,3}}(?:undefined|null|[\"']{{2}})",
    holds=rf"\b(?:const|let|var)\s{{1,9}}(\w{{1,60}})(?:\s{{0,3}}:\s{{0,3}}\w{{1,20}})?\s{{0,9}}=\s{{0,9}}{_ENV}\.{_NAME}\s{{0,3}}[;\n]",
    empty=r"!\s{0,3}([A-Za-z_$][\w$]{0,60})\b(?!\.)",
    taken=rf"\b(?:const|let)\s{{0,9}}\{{([^{{}}=]{{1,400}})\}}\s{{0,9}}=\s{{0,9}}{_ENV}\b",
    calls=(
        rf"\b(?:require|required|must|need|mustGet|assert)(?:Env|EnvVar|Variable|Setting)s?\(\s{{0,9}}[\"']{_NAME}[\"']\s{{0,3}}\)",
        rf"\bgetOrThrow(?:<\w{{1,20}}>)?\(\s{{0,9}}[\"']{_NAME}[\"']\s{{0,3}}\)",
        rf"\benv\.get\(\s{{0,9}}[\"']{_NAME}[\"']\s{{0,3}}\)\.required\(\s{{0,3}}\)",
    ),
)
IN_SETTINGS: Final = WAYS._replace(checks=(_AT_ONCE, _IN_SETTINGS))
_SPEAKS: Final = r"(?i)env|getOrThrow"
_SETTINGS: Final = r"(?:^|/)(?:config|env|environment|settings|configuration)(?:/index)?\.[cm]?[jt]s$"
_FIELD: Final = rf"(?m)^[ \t]{{1,40}}{_NAME}\s{{0,3}}:\s{{0,9}}"
_RULES: Final = r"((?:\s{0,60}\.\w{1,30}\([^()\n]{0,200}\)){1,9})"
_SCHEMAS: Final = (
    (r"\bz\.object\(|\bcreateEnv\(", rf"{_FIELD}z{_RULES}"),
    (r"\bJoi\.object\(", rf"{_FIELD}Joi{_RULES}"),
    (r"\bcleanEnv\(", rf"{_FIELD}(?:envalid\.)?(\w{{1,20}}\((?:\{{[^{{}}]{{0,200}}\}})?\s{{0,3}}\))"),
)
"""What makes a schema of the environment, and its fields with what is asked of each."""
_MAY_LACK: Final = r"\.(?:optional|default|catch|nullish|nullable|prefault)\(|\bdefault\s{0,3}:|devDefault\b"


def find(sources: Iterable[Source]) -> Found[tuple[str, ...]] | None:
    """Return the variables; None where it needs none."""
    known = [one for one in sources if re.search(_SPEAKS, one.raw)]
    found = [
        required.find(known, _ways),
        *(Found((name,), source.at(match)) for source in known for name, match in _of_schemas(source)),
    ]
    names = tuple(sorted({name for one in found if one for name in one.value}))
    return Found(names, next(one.source for one in found if one)) if names else None


def _ways(source: Source) -> required.Ways:
    return IN_SETTINGS if re.search(_SETTINGS, source.path) else WAYS


def _of_schemas(source: Source) -> Iterator[tuple[str, re.Match[str]]]:
    """Yield the fields of a schema that the environment is held to, if they may not be left out."""
    if not re.search(r"\bprocess\.env\b|\bBun\.env\b", source.text):
        return
    for made, field in _SCHEMAS:
        for match in re.finditer(field, source.text) if re.search(made, source.text) else ():
            is_asked = ".required(" in match[2] if "Joi" in made else not re.search(_MAY_LACK, match[2])
            if is_asked and match[1] not in required.THERE:
                yield match[1], match
