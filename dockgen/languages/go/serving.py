"""Whether a program is a server, on which port, how one asks whether it works, and with which word it serves."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Final

from dockgen.languages.go import listening, listening_settings, routes
from dockgen.languages.go.sources import Source, Sources
from dockgen.languages.kit import ports
from dockgen.languages.kit.runtime import Runtime
from dockgen.languages.kit.servers import NO_GRPC_CLIENT, Server, loopback
from dockgen.languages.kit.sources import Source as AnySource
from dockgen.languages.kit.sources import first
from dockgen.model.found import Found, whether
from dockgen.records import NamedTuple

_SERVES: Final = r"\b(?:ListenAndServe|net\.Listen|\.Serve\(|\.Listen\(|\.Run\(\s{0,9}\":|\.Start\(\s{0,9}\":)"
_MAY_SERVE: Final = ("Listen", "Serve", ".Run(", ".Start(", ".Spin(")
_ADDRESS: Final = r"\s{0,9}(?!os\.|ctx\b|context\.)[\w\"]"
"""What stands in the call that starts a server, and not in that of another program or of a command line."""
_HTTP: Final = r"\b(?:ListenAndServe|http2?\.Serve(?:TLS)?\()"
_PORTS: Final = (
    r'"(?:0\.0\.0\.0|\[::\])?:([0-9]{2,5})"',
    (
        r'(?:(?<![A-Za-z])port|Port|(?<![A-Z])PORT)(?:[A-Z_]\w{0,30})?"?[ \t]{0,9}(?:int|string)?[ \t]{0,9}'
        r'(?::=?|=|,)\s{0,9}"?([0-9]{2,5})\b(?!\.[0-9])'
    ),
    r'PORT"\)?[^\n]{0,40}?(?:[dD]efault\s{0,3}[:=(]|,)\s{0,3}":?([0-9]{2,5})"',
    r'"(?:127\.0\.0\.1|localhost):([0-9]{2,5})"',
)
"""Where no listener leads to its port: an address, a thing called port, an address that may be another server's."""
_NOT_LISTENING: Final = (
    r"(?:\+|[=!]=|\b(?:HasSuffix|HasPrefix|Contains\w*|Trim\w*|Replace\w*|Split\w*|Index\w*|Cut\w*|Equal\w*|Dial\w*|Lookup\w*"
    r"|Resolve\w*)\([^\n]{0,200})[ \t]{0,9}$"
)
"""What stands before an address to which a program connects, or with which it compares."""
_PORT_WORDS: Final = (
    *("Port", "PORT", "port ", "port:", 'port"', "port=", '":', "]:", "Listen", "Addr", "localhost:", "0.0:", "0.1:"),
)
_PORT_ENV: Final = (
    r'(?i)env\w{0,20}\(\s{0,9}"PORT"',
    r'\benv(?:config)?:"PORT\b',
    r'\bEnvVars?:\s{0,9}(?:\[\]string\{\s{0,9})?"PORT"',
)
_NO_PORT: Final = "PORT is not read"
_NO_HEALTH: Final = Found(None, "no health command or path found")
_HEALTH_COMMAND: Final = r'(?i)(?:os\.Args|args|case|flag\.Arg)[^\n]{0,200}?"(-{0,2}health-?check|-{0,2}health)"'
_HEALTH_FLAG: Final = r'flag\.Bool(?:Var)?\([^\n]{0,200}?"(health-?check|health)"'
_HEALTH_COMMANDS: Final = "health-?check|health"
_SERVES_BY_NAME: Final = "serve|server|web"
_MAY_SERVE_BY_NAME: Final = "serve|server|start|run|web|api|http|daemon"
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
    env: Mapping[str, str] = {}
    """Variables that make it fit for production."""


_GIN: Final = (r"\.Run(?:TLS|Listener)?\(", r"\.Run\(\s{0,9}\)")
_HERTZ: Final = (r"\.(?:Spin|Run)\(", r"\bserver\.(?:Default|New)\(\s{0,9}\)")
_BEEGO: Final = (r"\b(?:beego|web)\.Run\(", r"\b(?:beego|web)\.Run\(\s{0,9}\)")
FRAMEWORKS: Final = (
    Framework("gin", ("github.com/gin-gonic/gin",), *_GIN, 8080, port_env=True, env={"GIN_MODE": "release"}),
    Framework("Echo", ("github.com/labstack/echo",), r"\.Start(?:TLS|Server|AutoTLS|H2CServer)?\("),
    Framework("Fiber", ("github.com/gofiber/fiber",), r"\.Listen(?:TLS)?\("),
    Framework("Iris", ("github.com/kataras/iris",), r"\.(?:Run|Listen)\("),
    Framework("Hertz", ("github.com/cloudwego/hertz",), *_HERTZ, 8888),
    Framework("Beego", ("github.com/beego/beego", "github.com/astaxie/beego"), *_BEEGO, 8080),
    Framework("Buffalo", ("github.com/gobuffalo/buffalo",), r"\.Serve\(", r"\.Serve\(\s{0,9}\)", 3000),
    Framework("Kratos", ("github.com/go-kratos/kratos",), r"\bkratos\.New\(", r"\bkratos\.New\(", 8000),
)
Used = Sequence[tuple[Framework, Sequence[Source]]]
"""The frameworks of a program, each with the sources that import it."""


def find(sources: Sources) -> Server:
    """Look for port and health check, in the program's own package before the others."""
    known = ((framework, _using(sources, framework)) for framework in FRAMEWORKS)
    frameworks = [(framework, used) for framework, used in known if used]
    port_env = sources.first(*_PORT_ENV, only="PORT") or _viper(sources)
    env = {name: value for framework, _ in frameworks for name, value in framework.env.items()}
    env_from = ", ".join(used[0].path for framework, used in frameworks if framework.env)
    environment = Found(env, env_from) if env else Runtime().environment
    serving = _serving(sources, frameworks)
    started = ((one, where) for one, used in frameworks if one.silent and (where := first(used, one.silent)))
    silent = next((Found(framework, where.source) for framework, where in started), None)
    is_told = silent is not None and silent.value.port_env
    listener = _listener(sources, frameworks, is_silent=silent is not None) if serving and not is_told else None
    if serving is None or (listener and listener.is_profiler):
        no, reads_port = "no server found", whether(port_env, _NO_PORT)
        word = Found(None, "it is not a server")
        return Server(Found(value=False, source=no), Found(None, no), reads_port, _NO_HEALTH, word, environment)
    own = Found(silent.value.port, f"{silent.source}, {silent.value.title}'s own port") if silent else None
    file = serving.source.partition(":")[0]
    reached = Found(listener.port, listener.where) if listener else None
    if listener and listener.is_loopback and listener.variable:
        environment = Found({**env, listener.variable: f"{ports.EVERYWHERE}:{listener.port}"}, listener.where)
    elif listener and listener.is_loopback:
        sources.project.warn(loopback(listener.where, listener.host))
    elif listener is None or not listener.host:
        told = dict(listening_settings.find(sources))
        place = next(iter(told.values()), environment.source)
        environment = Found({**environment.value, **dict.fromkeys(told, ports.EVERYWHERE)}, place)
    named = None if is_told else _port(sources.own)
    port = reached or named or own or _port(sources.read) or Found(None, file)
    return Server(
        port_env=whether(port_env or (silent if is_told else None), _NO_PORT),
        environment=environment,
        serves=Found(value=True, source=file),
        port=port,
        health=_health(sources),
        subcommand=_command(sources, _SERVES_BY_NAME, _MAY_SERVE_BY_NAME) or Runtime().subcommand,
    )


def _using(sources: Sources, framework: Framework) -> Sequence[Source]:
    """Return the sources that import a framework, and those of `main` that start what another package made with it."""
    used = sources.using(*framework.modules)
    started = (one for one in sources.own if one not in used and re.search(framework.serves + _ADDRESS, one.text))
    return (*used, *started) if used else used


def _serving(sources: Sources, frameworks: Used) -> Found[str] | None:
    likely = (source for source in sources.read if any(word in source.raw for word in _MAY_SERVE))
    by_itself = (source.first(_SERVES) for source in likely)
    by_framework = (source.first(framework.serves) for framework, used in frameworks for source in used)
    return next(filter(None, chain(by_itself, by_framework)), None)


def _listener(sources: Sources, frameworks: Used, *, is_silent: bool) -> listening.Listener | None:
    """Return the call that listens, where it leads to a port."""
    found = listening.find(sources, [source for _, used in frameworks for source in used])
    return None if found is None or (found.is_aside and is_silent) else found


def _port(sources: Iterable[Source]) -> Found[int] | None:
    """Return the first number that can be a port, by the best pattern that finds one."""
    known = tuple(source for source in sources if any(word in source.raw for word in _PORT_WORDS))
    return ports.port_in(known, _PORTS, is_it=_may_listen)


def _may_listen(source: AnySource, match: re.Match[str]) -> bool:
    """Tell whether a number may be the port of a server of ours."""
    line = source.text[source.text.rfind("\n", 0, match.start()) + 1 : match.start()]
    return ports.number(match[1]) not in ports.OF_OTHERS and not re.search(_NOT_LISTENING, line[-300:])


def _viper(sources: Sources) -> Found[str] | None:
    """Viper reads every key from the environment if it is told to."""
    told = (one for one in sources.using("github.com/spf13/viper") if "AutomaticEnv()" in one.text)
    told_plainly = next((one for one in told if "SetEnvPrefix" not in one.text), None)
    return told_plainly.first(r"(?i)[\"'`](port)[\"'`]") if told_plainly else None


def _health(sources: Sources) -> Found[str | None]:
    """Return the command or the path of a health check; or why there is none."""
    own = [source for source in sources.own if "ealth" in source.raw]
    flag = first(own, _HEALTH_FLAG)
    if health := first(own, _HEALTH_COMMAND) or (flag and Found(f"-{flag.value}", flag.source)):
        return health
    if health := _command(sources, _HEALTH_COMMANDS):
        return health
    is_grpc = any("grpc.NewServer(" in source.raw for source in sources.using("google.golang.org/grpc"))
    if is_grpc and sources.first(_HTTP, only="Serve") is None:
        return NO_GRPC_CLIENT
    return routes.health(sources) or _NO_HEALTH


def _command(sources: Sources, words: str, where_it_serves: str = "") -> Found[str] | None:
    """Return the command of one of these names; in files that serve, other names may do as well."""
    for modules, pattern, says in _COMMANDS:
        for source in sources.using(*modules) if modules else sources.own:
            some = where_it_serves if where_it_serves and modules and re.search(_SERVES, source.text) else words
            if found := source.first(pattern.format(some)):
                return Found(found.value, f"{found.source}, {says}")
    return None
