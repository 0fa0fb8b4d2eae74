"""Run as a user with limited privileges."""

import re
from typing import Final

from dockgen.dockerfiles.build import Build
from dockgen.dockerfiles.dockerfile import expanded
from dockgen.dockerfiles.instruction import Instruction
from dockgen.languages import tables
from dockgen.practices.practice import About, Broken, Checked

_FIX: Final = "USER 65532:65532"
_LIMITED: Final = (
    r"^(?>.*?distroless/).*nonroot|nginx-unprivileged|^cgr\.dev/chainguard/|/dhi/|^dhi\.io/|bitnami/|jenkins/jenkins|"
    r"-chiseled|-distroless(?:-extra)?$|(?:^|/)(?:keycloak/keycloak|grafana/(?:grafana|loki)|prom/(?:prometheus|alertmanager)"
    r"|payara/(?:server-full|server-web|micro)|elasticsearch|kibana|logstash|solr|memcached|varnish|sonarqube|n8nio/n8n"
    r"|apache/(?:airflow|kafka)|confluentinc/cp-[\w-]+|mssql/server|nodered/node-red|sonatype/nexus3)(?:[:@]|$)"
)
"""Images whose default user is not root, by the documentation of each."""
_STEPS_DOWN: Final = (
    r"(?:docker\.io/)?(?:(?:library/)?(?:postgres|mysql|mariadb|mongo|redis|valkey|rabbitmq|cassandra|couchdb|influxdb|neo4j|ghost)"
    r"|postgis/postgis|pgvector/pgvector|timescale/timescaledb|valkey/valkey)(?:[:@].*)?"
)
"""Images whose entry point takes over mounted files as root, then starts the server as its own user."""
_SERVERS: Final = r"-.*|postgres|mysqld|mariadbd|mongod|(?:redis|valkey|rabbitmq)-server"
_NUMBERS: Final = {"nobody": "65534", "nginx": "101"}
_WINDOWS: Final = r"nanoserver|servercore|\bwindows\b|^microsoft/(?:iis|aspnet|windowsservercore)"


def check(build: Build) -> Checked:
    """Find an image that runs as root: no USER at all, or root as the last one."""
    final = build.file.final
    users = build.file.inherited(final, "USER")
    image = build.file.image_of(final)
    if not users and image == "scratch" and not build.file.inherited(final, "ENTRYPOINT", "CMD"):
        return "the file starts no program"
    if re.search(_WINDOWS, image) or any(re.search(r"(?i)\bcontainer(?:user|admin)", one.args[0]) for one in users):
        return _windows(users, image)
    if users:
        return _last(build, users[-1])
    if re.search(_LIMITED, image):
        return []
    if re.fullmatch(_STEPS_DOWN, image) and _is_the_servers(build):
        return "the image's entry point drops root before it starts the server"
    starts = build.file.inherited(final, "ENTRYPOINT", "CMD")
    before = starts[-1].name if starts else "the end"
    return [Broken(None, "no USER: the program runs as root", f"{_FIX} before {before}")]


def _last(build: Build, last: Instruction) -> Checked:
    written = last.args[0] if last.args else ""
    user = build.file.expand(written, last).strip("\"'").partition(":")[0]
    name = re.sub(r"[${}]", "", user)
    if user in {f"${name}", f"${{{name}}}"} and name in build.file.arguments:
        message = f"{written} is empty, so the program runs as root: an ARG before FROM has no value in a stage"
        return [Broken(last, message, f"ARG {name} after FROM")]
    if user in {"root", "0"}:
        return [Broken(last, "the last USER is root", f"{_FIX} after it")]
    if user and not user.isdigit() and "$" not in user:
        number = _number(build, user)
        fix = f"USER {number}" if number else f"Use the numeric ID of {user}: `id -u {user}` in the image prints it."
        message = f"{user} is a name, but Kubernetes can verify runAsNonRoot only for a numeric ID"
        return [Broken(last, message, fix, "note")]
    return []


def _number(build: Build, name: str) -> str:
    """Return the ID of a user that the file creates, or that an image is known to have."""
    for one in build.file.inherited(build.file.final, "RUN"):
        making = [words for words in one.commands() if words[0] in {"useradd", "adduser"}]
        values = build.file.values(one) if making else {}
        for words in making:
            filled = [expanded(word, values) for word in words]
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


def _is_the_servers(build: Build) -> bool:
    """Tell whether the image's own entry point is used, and starts the program that it was made for."""
    commands = build.file.inherited(build.file.final, "CMD")
    words = commands[-1].commands()[:1] if commands else []
    is_server = not commands or (bool(words) and re.fullmatch(_SERVERS, words[0][0]) is not None)
    return is_server and not build.file.inherited(build.file.final, "ENTRYPOINT")


def _windows(users: list[Instruction], image: str) -> Checked:
    """Find a process that runs as administrator, the default on Windows images other than Nano Server."""
    user = users[-1].args[0].strip("\"'").rpartition("\\")[2].lower() if users else ""
    if user == "containeradministrator" or (not user and "nanoserver" not in image):
        message = "the program runs as ContainerAdministrator"
        return [Broken(users[-1] if users else None, message, "USER ContainerUser")]
    return []


ABOUT = About(
    gain="An intruder gets fewer privileges, and clusters that forbid root accept the image.",
    cost="The program cannot write to root's files or, on some runtimes, bind ports below 1024.",
    not_when="The program manages the host itself, as a device plug-in does.",
    bad=('FROM alpine:3.23\nCOPY hello /hello\nENTRYPOINT ["/hello"]\n'),
    good=('FROM alpine:3.23\nCOPY hello /hello\nUSER 65532:65532\nENTRYPOINT ["/hello"]\n'),
    check=check,
)
