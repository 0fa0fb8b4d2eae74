"""Shell scripts that are the program: for bash, or for any POSIX shell."""

import re
from typing import TYPE_CHECKING, Final

from dockgen.languages import LANGUAGES
from dockgen.languages.kit import lazy
from dockgen.languages.shell.program import Shell
from dockgen.model.found import Found
from dockgen.model.program import Program
from dockgen.reading.project import Project

if TYPE_CHECKING:
    from dockgen.model.plan import Choices

NAME: Final = "shell"
BASES: Final[dict[str, str]] = {
    "slim": "Debian with bash, the GNU programs that most scripts expect, and apt",
    "alpine": "a tiny Linux with busybox, whose programs know fewer options; bash is added for a script that needs it",
}
UNNEEDED: Final[dict[str, str]] = {
    "cache": "nothing is downloaded by a language's own tools",
    "strip": "nothing is compiled",
    "multi-stage": "nothing is built",
    "minimal-base": "a script needs a shell and the programs that it calls",
    "https": "a script serves no TLS",
    "cross-build": "nothing is compiled",
}
LOOKED_FOR: Final = "start.sh"
_HELPERS: Final = (
    r"(?:install|uninstall|setup|build|deploy|release|publish|test|tests|check|lint|format|fmt|clean|update|upgrade"
    r"|bootstrap|init|configure|push|ci|dev)(?:[-_.].*)?\.sh"
)
_OTHERS: Final = (
    r"CMakeLists\.txt|meson\.build|.*\.(?:c|cc|cpp|cs|csproj|fsproj|hs|java|kt|lua|php|pl|rb|sln|swift|zig)"
)
"""What says that the program is another one, beside the manifests of languages that are not known yet."""
_SHEBANG: Final = r"\A#![^\n]{0,40}\b(?:ba|da|a|z)?sh\b"
inspect, impossible, recipe, tooling, clients, editing = lazy.functions(__name__)


def detect(project: Project) -> str | None:
    """Return the script that starts the program: by its name, or because it is the only one at the top."""
    entries = project.entries()
    if any(re.fullmatch(_OTHERS, name) for name in entries):
        return None
    if named := next((name for name in LANGUAGES[NAME].MANIFESTS if name in entries), None):
        return named
    scripts = [name for name in sorted(entries) if name.endswith(".sh") and not re.fullmatch(_HELPERS, name)]
    is_one = len(scripts) == 1 and re.match(_SHEBANG, project.read(scripts[0]) or "")
    return scripts[0] if is_one else None


def nearly(project: Project) -> str | None:
    """Name a script that is not known to start the program."""
    first = next((name for name in sorted(project.entries()) if name.endswith(".sh")), None)
    return f"{first} is here, but no start.sh that says what runs" if first else None


def probe(plan: "Choices", path: str | None) -> tuple[str, ...] | None:
    """Ask for an answer: with bash on Debian, with busybox on Alpine."""
    port = "$PORT" if plan.program.port_env.value else plan.port
    asks = f"printf 'GET {path or '/'} HTTP/1.0\\r\\n\\r\\n'"
    if plan.base == "alpine":
        return ("sh", "-c", f"{asks} | nc -w 2 127.0.0.1 {port} | grep -q .")
    return ("bash", "-c", f"exec 3<>/dev/tcp/127.0.0.1/{port} && {asks} >&3 && read -t 2 -r _ <&3")


_START: Final = "start.sh"
_NONE: Final = "start.sh listens nowhere"

SAMPLE: Final = Program(
    version=Found(None, "the shell has no version of its own"),
    name=Found(None, "the folder"),
    mains=Found((".",), _START),
    serves=Found(value=False, source=_NONE),
    port=Found(None, _NONE),
    port_env=Found(value=False, source=_NONE),
    health=Found(None, _NONE),
    outbound=Found(value=False, source="the packages of the programs bring certificate authorities"),
    libc=Found(value=False, source="the base images have a C library"),
    services=Found((), "no client of a database or a queue found"),
    start=Found("sh start.sh", _START),
    command=Found(("sh", "start.sh"), _START),
    members=Found((), _START),
    service_env=Found((), "no service"),
    env_example=Found(value=False, source="no .env.example"),
    own=Shell(),
)
"""What the sample app is."""
