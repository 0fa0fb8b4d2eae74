"""The words of the command lines that docker, podman and nerdctl share."""

from collections.abc import Iterator, Sequence

from dockgen.engines.face import LABEL, Order, Run
from dockgen.engines.limits import FILE


def build_flags(order: Order) -> list[str]:
    """Return what a build is told, but for where its image goes, and the context."""
    return list(_build_words(order))


def _build_words(order: Order) -> Iterator[str]:
    yield from ("--file", str(order.dockerfile))
    if order.labelled:
        yield from ("--label", f"{LABEL}={order.session}")
    if order.fresh:
        yield "--no-cache"
    if order.target:
        yield from ("--target", order.target)
    for name, value in order.arguments.items():
        yield from ("--build-arg", name if value is None else f"{name}={value}")
    for secret in order.secrets:
        yield from ("--secret", secret)
    for name, source in order.contexts.items():
        yield from ("--build-context", f"{name}={source}")
    if order.platform:
        yield from ("--platform", order.platform)


def run_flags(run: Run, host: str, *, limits_files: bool = True) -> list[str]:
    """Return the flags to create a container; `host` is where its port is offered, such as `127.0.0.1:`."""
    files = ("--ulimit", f"fsize={FILE}:{FILE}") if limits_files else ()
    return ["--pull", "never", "--label", f"{LABEL}={run.session}", *_limits(run), *files, *_surroundings(run, host)]


def _limits(run: Run) -> Iterator[str]:
    if run.read_only:
        yield "--read-only"
    if run.no_privileges:
        yield from ("--cap-drop", "ALL", "--security-opt", "no-new-privileges")
    if run.user:
        yield from ("--user", run.user)
    if run.limits.memory:
        yield from ("--memory", str(run.limits.memory), "--memory-swap", str(run.limits.memory))
    if run.limits.pids:
        yield from ("--pids-limit", str(run.limits.pids))
    if run.limits.cpus:
        yield from ("--cpus", f"{run.limits.cpus:g}")


def _surroundings(run: Run, host: str) -> Iterator[str]:
    if run.port is not None:
        yield from ("--publish", f"{host}:{run.port}" if host else str(run.port))
    for path in run.tmpfs:
        yield from ("--tmpfs", path if ":" in path or not run.limits.tmpfs else f"{path}:size={run.limits.tmpfs}")
    for volume in run.volumes:
        yield from ("--volume", volume)
    for name, value in run.environment.items():
        yield from ("--env", f"{name}={value}")
    if run.network:
        yield from ("--network", run.network)


def alias(run: Run) -> Sequence[str]:
    """Return the flags of the name under which others of its network find a container."""
    return ("--network-alias", run.name) if run.network and run.name else ()
