"""Whether a program is a server, on which port, how one asks whether it works, and with which word it serves."""

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from dockgen.languages.go.sources import Program, Source
from dockgen.languages.kit import ports
from dockgen.model.facts import Fact
from dockgen.model.found import Found

_SERVES: Final = r"\b(?:ListenAndServe|net\.Listen|\.Serve\(|\.Listen\(|\.Run\(\s{0,9}\":|\.Start\(\s{0,9}\":)"
_MAY_SERVE: Final = ("Listen", "Serve", ".Run(", ".Start(", ".Spin(")
_HTTP: Final = r"\b(?:ListenAndServe|http2?\.Serve(?:TLS)?\()"
_PORTS: Final = (
    (
        r"(?:ListenAndServe(?:TLS)?\(|\bAddr\s{0,9}[:=]|\.(?:Listen|Run|Start)\()\s{0,9}"
        r'"[^"\n]{0,60}:([0-9]{2,5})"'
    ),
    r'Listen\(\s{0,9}"tcp[46]?",\s{0,9}"[^"\n]{0,60}:([0-9]{2,5})"',
    r'"(?:0\.0\.0\.0|\[::\])?:([0-9]{2,5})"',
    (
        r'(?:(?<![A-Za-z])port|Port|(?<![A-Z])PORT)(?:[A-Z_]\w{0,30})?"?[ \t]{0,9}(?:int|string)?[ \t]{0,9}'
        r'(?::=?|=|,)\s{0,9}"?([0-9]{2,5})\b'
    ),
    r'PORT"\)?[^\n]{0,40}?(?:[dD]efault\s{0,3}[:=(]|,)\s{0,3}":?([0-9]{2,5})"',
    r'"(?:127\.0\.0\.1|localhost):([0-9]{2,5})"',
)
"""Best first: where it listens, an address, a thing called port, an address that may also be another server's."""
_PORT_WORDS: Final = (
    "Port",
    "PORT",
    "port ",
    "port:",
    'port"',
    "port=",
    '":',
    "]:",
    "Listen",
    "Addr",
    "localhost:",
    "0.0:",
    "0.1:",
)
_PORT_ENV: Final = (
    r'(?i)env\w{0,20}\(\s{0,9}"PORT"',
    r'\benv(?:config)?:"PORT\b',
    r'\bEnvVars?:\s{0,9}(?:\[\]string\{\s{0,9})?"PORT"',
)
_HEALTH_COMMAND: Final = r'(?i)(?:os\.Args|args|case|flag\.Arg)[^\n]{0,200}?"(-{0,2}health-?check|-{0,2}health)"'
_HEALTH_FLAG: Final = r'flag\.Bool(?:Var)?\([^\n]{0,200}?"(health-?check|health)"'
_HEALTH_PATH: Final = (
    r"(?:\b(\w{1,60})\.\w{1,30}\(\s{0,9})?"
    rf'"(?:GET )?(/(?:api/)?{ports.HEALTH})"'
)
_HEALTH_WORDS: Final = ("health", "/livez", "/readyz", "/ping")
_GROUP: Final = r'\b{}\s{{0,9}}:?=\s{{0,9}}\w{{1,60}}\.Group\(\s{{0,9}}"(/[A-Za-z0-9._~/-]{{0,100}})"'
_SERVER_COMMANDS: Final = "serve|server"
_HEALTH_COMMANDS: Final = "health-?check|health"
_WORDS: Final = "serve|server|start|run|web|api|http|daemon"

_COMMANDS: Final = (
    (("github.com/spf13/cobra",), r'\bUse:\s{{0,9}}"({})\b', "cobra's Use"),
    (("github.com/urfave/cli",), r'\bName:\s{{0,9}}"({})"', "cli's Name"),
    (("github.com/alecthomas/kingpin",), r'\.Command\(\s{{0,9}}"({})"', "kingpin's Command"),
    (
        (),
        r'\b(?:os\.Args\[1\]\s{{0,9}}==|switch (?:os\.Args\[1\]|flag\.Arg\(0\))[^}}]{{0,2000}}?\bcase)\s{{0,9}}"({})"',
        "its own argument",
    ),
)
"""Libraries of command lines (none: Go's own), and how a file names a command of them."""


class Framework(NamedTuple):
    """A library that listens by itself."""

    title: str
    modules: tuple[str, ...]
    serves: str
    """What starts it, in a file that imports it."""
    silent: str = ""
    """What starts it without saying on which port."""
    port: int | None = None
    """The port that it then takes."""
    port_env: bool = False
    """Whether it then reads PORT."""
    env: str = ""
    """A variable that makes it fit for production."""


FRAMEWORKS: Final = (
    Framework(
        "gin",
        ("github.com/gin-gonic/gin",),
        r"\.Run(?:TLS|Listener)?\(",
        silent=r"\.Run\(\s{0,9}\)",
        port=8080,
        port_env=True,
        env="GIN_MODE=release",
    ),
    Framework("Echo", ("github.com/labstack/echo",), r"\.Start(?:TLS|Server|AutoTLS|H2CServer)?\("),
    Framework("Fiber", ("github.com/gofiber/fiber",), r"\.Listen(?:TLS)?\("),
    Framework("Iris", ("github.com/kataras/iris",), r"\.(?:Run|Listen)\("),
    Framework(
        "Hertz",
        ("github.com/cloudwego/hertz",),
        r"\.(?:Spin|Run)\(",
        silent=r"\bserver\.(?:Default|New)\(\s{0,9}\)",
        port=8888,
    ),
    Framework(
        "Beego",
        ("github.com/beego/beego", "github.com/astaxie/beego"),
        r"\b(?:beego|web)\.Run\(",
        silent=r"\b(?:beego|web)\.Run\(\s{0,9}\)",
        port=8080,
    ),
    Framework("Buffalo", ("github.com/gobuffalo/buffalo",), r"\.Serve\(", silent=r"\.Serve\(\s{0,9}\)", port=3000),
    Framework("Kratos", ("github.com/go-kratos/kratos",), r"\bkratos\.New\(", silent=r"\bkratos\.New\(", port=8000),
)


def facts(program: Program) -> dict[str, Fact]:
    """Look for port and health check, in the program's own package before the others."""
    frameworks = [(framework, program.using(*framework.modules)) for framework in FRAMEWORKS]
    serving = _serving(program, frameworks)
    silent = _silent(frameworks) if serving else None
    where = serving[1].partition(":")[0] if serving else "no server found"
    port = (_port(program.own) or _silent_port(silent) or _port(program.sources)) if serving else None
    if silent and silent[0].port_env:
        port = _silent_port(silent)
    port_env = program.first(*_PORT_ENV, only="PORT") or _viper(program)
    if port_env is None and silent and silent[0].port_env:
        port_env = Found("PORT", silent[1])
    health, why_not = _health(program) if serving else (None, "no health command or path found")
    return {
        "port": Fact(*port) if port else Fact(None, where),
        "serves": Fact(serving is not None, where),
        "port_env": Fact(port_env is not None, port_env[1] if port_env else "PORT is not read"),
        "health": Fact(health[0], health[1]) if health else Fact(None, why_not),
        "subcommand": _subcommand(program) if serving else Fact(None, "it is not a server"),
        "environment": Fact(
            tuple(framework.env for framework, used in frameworks if used and framework.env),
            ", ".join(used[0].path for framework, used in frameworks if used and framework.env) or "no framework's own",
        ),
    }


def _serving(program: Program, frameworks: list[tuple[Framework, list[Source]]]) -> Found[str] | None:
    for source in program.sources:
        if any(word in source.raw for word in _MAY_SERVE) and (found := source.first(_SERVES)):
            return found
    for framework, used in frameworks:
        if found := next(filter(None, (source.first(framework.serves) for source in used)), None):
            return found
    return None


def _silent(frameworks: list[tuple[Framework, list[Source]]]) -> tuple[Framework, str] | None:
    """Return the framework that is started without a port, and where."""
    for framework, used in frameworks:
        for source in used if framework.silent else ():
            if found := source.first(framework.silent):
                return framework, found[1]
    return None


def _silent_port(silent: tuple[Framework, str] | None) -> tuple[int, str] | None:
    if silent is None:
        return None
    framework, where = silent
    return (framework.port, f"{where}, {framework.title}'s own port") if framework.port else None


def _port(sources: Iterable[Source]) -> tuple[int, str] | None:
    """Return the first number that can be a port, by the best pattern that finds one."""
    return ports.port_in((source for source in sources if any(word in source.raw for word in _PORT_WORDS)), _PORTS)


def _viper(program: Program) -> Found[str] | None:
    """Viper reads every key from the environment if it is told to."""
    for source in program.using("github.com/spf13/viper"):
        if "AutomaticEnv()" in source.text and "SetEnvPrefix" not in source.text:
            return source.first(r"(?i)[\"'`](port)[\"'`]")
    return None


def _health(program: Program) -> tuple[Found[str] | None, str]:
    """Return the command or the path of a health check; or why there is none."""
    own = Program(program.folder, program.own, is_whole=True)
    health = own.first(_HEALTH_COMMAND, only="ealth")
    if not health and (flag := own.first(_HEALTH_FLAG, only="ealth")):
        health = Found(f"-{flag.value}", flag.source)
    if health := health or _command(program, _HEALTH_COMMANDS):
        return health, ""
    if _speaks_only_grpc(program):
        return None, "it speaks gRPC, and nothing in the image can: only a health command of its own could ask"
    return next(_health_paths(program), None), "no health command or path found"


def _speaks_only_grpc(program: Program) -> bool:
    if not any("grpc.NewServer(" in source.raw for source in program.using("google.golang.org/grpc")):
        return False
    return program.first(_HTTP, only="Serve") is None


def _health_paths(program: Program) -> Iterator[Found[str]]:
    """Yield the paths that look like a health check's, each with the prefix of its group of routes."""
    for source in program.sources:
        if not any(word in source.raw for word in _HEALTH_WORDS):
            continue
        for match in re.finditer(_HEALTH_PATH, source.text):
            group = re.search(_GROUP.format(re.escape(match[1])), source.text) if match[1] else None
            yield Found(f"{group[1].rstrip('/')}{match[2]}" if group else match[2], source.at(match))


def _subcommand(program: Program) -> Fact:
    """Return the word after the program's name with which it serves, where it has several such words."""
    if found := _command(program, _SERVER_COMMANDS, _WORDS):
        return Fact(*found)
    return Fact(None, "it serves without one")


def _command(program: Program, words: str, where_it_serves: str = "") -> Found[str] | None:
    """Return the command of one of these names; in files that serve, other names may do as well."""
    for modules, pattern, says in _COMMANDS:
        for source in program.using(*modules) if modules else program.own:
            some = where_it_serves if where_it_serves and modules and re.search(_SERVES, source.text) else words
            if found := source.first(pattern.format(some)):
                return Found(found.value, f"{found.source}, {says}")
    return None
