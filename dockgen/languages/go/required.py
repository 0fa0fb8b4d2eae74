"""Variables without which a Go program does not start."""

import re
from collections.abc import Iterable
from typing import Final

from dockgen.languages.kit import required
from dockgen.languages.kit.sources import Source
from dockgen.model.found import Found

_NAME: Final = r"([A-Z][A-Z0-9_]{1,60})"
_GIVES_UP: Final = r"\s{0,3}\{[^{}]{0,200}?\b(?:\w{0,20}\.Fatal\w{0,3}\(|panic\(|os\.Exit\("
_ENDS: Final = rf"{_GIVES_UP})"
_RETURNS: Final = rf"{_GIVES_UP}|return[^\n]{{0,80}}(?:Errorf|errors\.New)\()"
_READ: Final = rf"(?:os\.Getenv|os\.LookupEnv|getenv)\(\"{_NAME}\"\)"
_SETTINGS: Final = r"(?:^|/)(?:config|conf|env|environment|settings)(?:/[^/]*|_\w+)?\.go$"
"""Where an error that a function returns ends the program: elsewhere, a request may do without the variable."""


def _checks(ends: str) -> tuple[str, ...]:
    return (
        rf"\bif[ \t]{{1,3}}([^{{}}\n]{{0,100}}==[ \t]?\"\"){ends}",
        rf"({_READ})\s{{1,20}}if[ \t]!\w{{1,20}}{ends}",
        rf"\bif[ \t]([^{{}}\n]{{0,100}}{_READ}[ \t]?;[ \t]?!\w{{1,20}}){ends}",
    )


WAYS: Final = required.Ways(
    checks=_checks(_ENDS),
    reads=_READ,
    holds=rf"\b(\w{{1,60}})(?:, \w{{1,20}})?[ \t]{{0,3}}:?=[ \t]{{0,3}}{_READ}",
    empty=r"\b([A-Za-z_]\w{0,60})[ \t]?==[ \t]?\"\"",
    calls=(
        rf"(?i:\b(?:must|require|required|need)_?(?:get)?_?(?:env|getenv|lookup|config)\w{{0,12}})\(\"{_NAME}\"\)",
        rf"\benv:\"{_NAME},(?:[\w,]{{0,40}},)?(?:required|notEmpty)\b",
        rf"\benvconfig:\"{_NAME}\"[^\n`]{{0,80}}\brequired:\"true\"",
    ),
)


IN_SETTINGS: Final = WAYS._replace(checks=_checks(_RETURNS))


def find(sources: Iterable[Source]) -> Found[tuple[str, ...]] | None:
    """Return the variables; None where it needs none."""
    return required.find((one for one in sources if "nv" in one.raw), _ways)


def _ways(source: Source) -> required.Ways:
    return IN_SETTINGS if re.search(_SETTINGS, source.path) else WAYS
