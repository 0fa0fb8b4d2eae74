"""What a program needs of its image beside packages: locales, browsers; and what its packages bring that it may not."""

import re
import sys
from collections.abc import Iterable
from typing import Final

from dockgen.languages.kit.sources import content
from dockgen.languages.python.starting import Seen, Source
from dockgen.model.found import Found
from dockgen.model.program import ServiceVariable
from dockgen.services.wanting import USUAL

_LOCALE: Final = r"([a-z]{2,3}_[A-Z]{2}(?:\.[Uu][Tt][Ff]-?8|\.[Ii][Ss][Oo]-?8859-?[0-9]{1,2})?(?:@[a-z]{2,9})?)"
_PAIR: Final = r"\(\s{0,9}[\"']([a-z]{2,3}_[A-Z]{2})[\"']\s{0,9},\s{0,9}[\"'][Uu][Tt][Ff]-?8[\"']"
_SET: Final = (
    (rf"\bsetlocale\([^()\n]{{0,80}},\s{{0,9}}(?:locale\s{{0,9}}=\s{{0,9}})?[\"']{_LOCALE}[\"']", ""),
    (rf"\bsetlocale\([^()\n]{{0,80}},\s{{0,9}}{_PAIR}", ".UTF-8"),
    (rf"[\"']{_LOCALE}(?<=8)[\"']", ""),
)
"""Called with its name, with a pair, or with a name that stands elsewhere in the file with its encoding."""
_MOST_LOCALES: Final = 9

_BROWSER_USERS: Final = {
    "playwright": r"\.launch(?:_persistent_context)?\(",
    "scrapy-playwright": r"scrapy_playwright",
    "crawl4ai": r"\bcrawl4ai\b",
    "browser-use": r"\bbrowser_use\b",
}
"""Packages that drive a browser of Playwright's, and what a source does then."""
_BROWSERS: Final = r"\.(chromium|firefox|webkit)\b"

_WITH_TORCH: Final = frozenset(
    {
        "torch",
        "torchvision",
        "torchaudio",
        "sentence-transformers",
        "ultralytics",
        "openai-whisper",
        "easyocr",
        "fastai",
    }
    | {"pytorch-lightning", "lightning", "timm", "accelerate", "flair", "stanza", "bertopic", "torchmetrics"}
)
_OTHER_INDEX: Final = r"/whl/(?:cpu|cu\d|rocm|xpu)|\+cpu\b|\bpytorch-cpu\b"
_FOR_CPU: Final = {
    "pip": "put `--extra-index-url URL` into {file}",
    "uv": 'add [[tool.uv.index]] with url = "URL" and explicit = true, and name it for torch in [tool.uv.sources]',
    "poetry": "`poetry source add --priority explicit pytorch-cpu URL`, and `source` for torch",
    "pdm": 'add [[tool.pdm.source]] with url = "URL" and include_packages = ["torch"]',
    "pipenv": 'add [[source]] with url = "URL", and `index` for torch',
}


_IMPORT: Final = (
    r"(?m)^(?:from[ \t]{1,9}([A-Za-z]\w{0,60})[\w.]{0,99}[ \t]{1,9}import\b|import[ \t]{1,9}([A-Za-z]\w{0,60}))"
)
_OF_PYTHON: Final = sys.stdlib_module_names | {"asynchat", "asyncore", "cgi", "crypt", "distutils", "imp", "smtpd"}
"""Modules of Python itself, also those that the newest release has no more."""
_THIS_HOST: Final = r"(?:localhost|127\.0\.0\.1)"
_FIXED: Final = (
    rf"\b(?:postgres(?:ql)?|mysql|mariadb|mongodb|rediss?|amqps?)(?:\+\w{{1,20}})?://[^\s\"'/]{{0,100}}{_THIS_HOST}\b"
    rf"|\b(?:connect|create_pool|Redis|StrictRedis|MongoClient|ConnectionParameters)\("
    rf"(?:[^()\n]{{0,100}}\bhost\s{{0,9}}=)?\s{{0,9}}[\"']{_THIS_HOST}[\"']|[\"']HOST[\"']\s{{0,9}}:\s{{0,9}}[\"']{_THIS_HOST}[\"']"
)
"""Addresses of services that are written out."""


def locales(read: Iterable[Source]) -> Found[tuple[str, ...]]:
    """Return the locales that a program sets, as it writes them; the image has only C.UTF-8."""
    found: dict[str, str] = {}
    for source in (one for one in read if "setlocale(" in one.text):
        for pattern, encoding in _SET:
            for match in re.finditer(pattern, source.text):
                found.setdefault(match[1] + encoding, source.at(match))
    names = tuple(sorted(found))[:_MOST_LOCALES]
    return Found(names, ", ".join(dict.fromkeys(found[name] for name in names)) or "it sets no locale")


def browsers(seen: Seen) -> Found[tuple[str, ...]]:
    """Return the browsers that Playwright is to install."""
    for package, does in _BROWSER_USERS.items():
        for source in seen.sources.read if package in seen.names else ():
            imports = source.imports("playwright") or package != "playwright"
            if imports and (match := re.search(does, source.text)):
                named = {name for one in seen.sources.read for name in re.findall(_BROWSERS, one.text)}
                return Found(tuple(sorted(named)) or ("chromium",), source.at(match))
    return Found((), "it drives no browser of Playwright's")


def warn_of_cuda(seen: Seen) -> None:
    """Say what CUDA costs, where torch comes from the default index."""
    names = sorted(seen.names & _WITH_TORCH, key=lambda name: (name != "torch", name))
    if not names:
        return
    manager, origin = seen.manager, content(seen.project, seen.manager.origin)
    if any(re.search(_OTHER_INDEX, content(seen.project, path)) for path in {manager.origin, *manager.files}):
        return
    line = re.search(rf"(?im)^.*\b{names[0].replace('-', '[-_.]')}\b", origin)
    where = f"{manager.origin}:{origin.count(chr(10), 0, line.start()) + 1}" if line else manager.origin
    brings = names[0] if names[0] == "torch" else f"{names[0]} brings torch, which"
    how = _FOR_CPU.get(manager.name, "install torch with `--extra-index-url URL`")
    costs = "comes with CUDA for amd64, several GB that only a GPU uses"
    index = "URL is PyTorch's CPU index, whl/cpu: see pytorch.org/get-started"
    seen.project.warn(f"{where}: {brings} {costs}; for a CPU, {how.replace('{file}', manager.origin)} ({index})")


def warn_of_undeclared(seen: Seen) -> None:
    """Name the first package that is imported where no file says which packages the program needs."""
    if seen.manager.name != "none":
        return
    own = {part for path in seen.sources.paths for part in path.removesuffix(".py").split("/")}
    known = own | _OF_PYTHON
    for source in seen.sources.read:
        for match in re.finditer(_IMPORT, source.text):
            if (name := match[1] or match[2]) not in known:
                seen.project.warn(
                    f"{source.at(match)} imports {name}, and no file names the packages that the program needs:"
                    " write them into requirements.txt"
                )
                return


def warn_of_fixed_addresses(seen: Seen, read: Iterable[Source], told: Found[tuple[ServiceVariable, ...]]) -> None:
    """Say where a program connects to its own machine, if no file of its reads a variable with the address."""
    if not any(one.service for one in told.value) or told.source != USUAL:
        return
    matches = ((source, match) for source in read if (match := re.search(_FIXED, source.text)))
    if found := next(matches, None):
        source, match = found
        names = ", ".join(each.variable for each in told.value)
        seen.project.warn(
            f"{source.at(match)} connects to this machine, which in a container is the container itself:"
            f" read the address from {names}, which compose.yaml sets"
        )
