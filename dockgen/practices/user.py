"""Run as a user with limited privileges."""

import re
from typing import TYPE_CHECKING, Final

from dockgen.languages import tables
from dockgen.practices.practice import About, Broken, Checked

if TYPE_CHECKING:
    from dockgen.dockerfiles.build import Build
    from dockgen.dockerfiles.dockerfile import Instruction

_FIX: Final = "USER 65532:65532"
_LIMITED: Final = (
    r"^(?>.*?distroless/).*nonroot|nginx-unprivileged|^cgr\.dev/chainguard/|/dhi/|^dhi\.io/|bitnami/|jenkins/jenkins|"
    r"-chiseled|-distroless(?:-extra)?$|(?:^|/)(?:keycloak/keycloak|grafana/(?:grafana|loki)|prom/(?:prometheus|alertmanager)"
    r"|payara/(?:server-full|server-web|micro)|elasticsearch|kibana|logstash|solr|memcached|varnish|sonarqube|n8nio/n8n"
    r"|apache/(?:airflow|kafka)|confluentinc/cp-[\w-]+|mssql/server|nodered/node-red|sonatype/nexus3)(?:[:@]|$)"
)
"""Images whose own user is not root: reference page of each."""
_STEPS_DOWN: Final = (
    r"(?:docker\.io/)?(?:(?:library/)?(?:postgres|mysql|mariadb|mongo|redis|valkey|rabbitmq|cassandra|couchdb|influxdb|neo4j|ghost)"
    r"|postgis/postgis|pgvector/pgvector|timescale/timescaledb|valkey/valkey)(?:[:@].*)?"
)
"""Images whose entry point takes over what is mounted, as root, and starts the server as a user of its own."""
_SERVERS: Final = r"-.*|postgres|mysqld|mariadbd|mongod|(?:redis|valkey|rabbitmq)-server"
_NUMBERS: Final = {"nobody": "65534", "nginx": "101"}
_WINDOWS: Final = r"nanoserver|servercore|\bwindows\b|^microsoft/(?:iis|aspnet|windowsservercore)"


def check(build: "Build") -> Checked:
    """Find an image whose process is root: no USER at all, or root as the last one."""
    final = build.file.final
    users = build.file.inherited(final, "USER")
    image = build.file.image_of(final)
    if not users and image == "scratch" and not build.file.inherited(final, "ENTRYPOINT", "CMD"):
        return "nothing is started here"
    if re.search(_WINDOWS, image) or any(re.search(r"(?i)\bcontainer(?:user|admin)", one.args[0]) for one in users):
        return _windows(users, image)
    if users:
        return _last(build, users[-1])
    if re.search(_LIMITED, image):
        return []
    if re.fullmatch(_STEPS_DOWN, image) and _is_the_servers(build):
        return "the entry point of the image gives up root before it starts the server"
    return [Broken(None, "no USER: the program runs as root", f"{_FIX} before {_start(build)}")]


def _last(build: "Build", last: "Instruction") -> Checked:
    written = last.args[0] if last.args else ""
    user = build.file.expand(written, last).strip("\"'").partition(":")[0]
    name = re.sub(r"[${}]", "", user)
    if user in {f"${name}", f"${{{name}}}"} and name in build.file.arguments:
        message = f"{written} is empty, and so the user is root: an ARG before FROM has no value in a stage"
        return [Broken(last, message, f"ARG {name} after FROM")]
    if user in {"root", "0"}:
        return [Broken(last, "the last USER is root", f"{_FIX} after it")]
    if user and not user.isdigit() and "$" not in user:
        number = _number(build, user)
        fix = (
            f"USER {number}" if number else f"Write the number of {user} instead: `id -u {user}` in the image tells it."
        )
        return [Broken(last, f"{user} is a name, and Kubernetes' runAsNonRoot can only check a number", fix, "note")]
    return []


def _number(build: "Build", name: str) -> str:
    """Return the number of a user that the file makes, or that an image is known to have."""
    from dockgen.dockerfiles import dockerfile  # noqa: PLC0415 - practices are imported at each start, and few runs parse

    for one in build.file.inherited(build.file.final, "RUN"):
        making = [words for words in one.commands() if words[0] in {"useradd", "adduser"}]
        values = build.file.values(one) if making else {}
        for words in making:
            filled = [dockerfile.expanded(word, values) for word in words]
            if name in filled:
                match = re.search(r" (?:-u ?|--uid[ =])(\d{1,10})(?!\S)", " ".join(filled))
                return match[1] if match else ""
    image = build.file.image_of(build.file.final)
    known = tables.images().get(name)
    if known is not None and known.user and re.match(rf"(?:docker\.io/)?(?:library/)?{known.name}:", image):
        return known.user
    if name == "www-data":
        return "82" if "alpine" in image else "33"
    return _NUMBERS.get(name, "")


def _is_the_servers(build: "Build") -> bool:
    """Tell whether the image's own entry point is kept, and starts what it was made for."""
    commands = build.file.inherited(build.file.final, "CMD")
    words = commands[-1].commands()[:1] if commands else []
    is_server = not commands or (bool(words) and re.fullmatch(_SERVERS, words[0][0]) is not None)
    return is_server and not build.file.inherited(build.file.final, "ENTRYPOINT")


def _windows(users: "list[Instruction]", image: str) -> Checked:
    """Find a process that is an administrator: the default everywhere but on Nano Server, whose images have a user."""
    user = users[-1].args[0].strip("\"'").rpartition("\\")[2].lower() if users else ""
    if user == "containeradministrator" or (not user and "nanoserver" not in image):
        message = "the program runs as ContainerAdministrator"
        return [Broken(users[-1] if users else None, message, "USER ContainerUser")]
    return []


def _start(build: "Build") -> str:
    starts = build.file.inherited(build.file.final, "ENTRYPOINT", "CMD")
    return starts[-1].name if starts else "the end"


ABOUT = About(
    gain="A break-in stays small; clusters that forbid root take the image.",
    cost="The program cannot write where root could, nor bind ports below 1024 on some runtimes.",
    not_when="The program manages the machine itself, such as a device plug-in.",
    bad=('FROM alpine:3.23\nCOPY hello /hello\nENTRYPOINT ["/hello"]\n'),
    good=('FROM alpine:3.23\nCOPY hello /hello\nUSER 65532:65532\nENTRYPOINT ["/hello"]\n'),
    check=check,
)
