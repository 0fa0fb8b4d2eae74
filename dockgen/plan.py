"""Everything decided: defaults < facts < `dockgen.toml` < flags < answers."""

import posixpath
import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from dockgen import __version__, values, versions
from dockgen.errors import InvalidValueError, NotRecognisedError, UsageError
from dockgen.facts import Fact, Facts
from dockgen.languages import Language
from dockgen.selection import Possible, Selection, select
from dockgen.settings import Settings

FALLBACK_PORT: Final = 8080
FALLBACK_NAME: Final = "app"
ENDED: Final = "past its end of support"


class User(NamedTuple):
    """Who runs the program."""

    uid: int
    gid: int
    name: str | None
    """A name that the image has to know; None for a mere number."""


class Plan(NamedTuple):
    """Everything that the templates may know. Frozen, complete, and the same on every machine."""

    dockgen: str
    language: str
    language_version: str
    name: str
    module: str
    """The module path of a language that has such; else empty."""
    main: str
    """The folder of the program, where a project has several; else `.`."""
    context: str
    """The build context, from the folder that `compose.yaml` is in."""
    dockerfile: str
    """The Dockerfile, from the build context."""
    base: str
    family: str
    """The distribution that it is built on: alpine or debian."""
    build_image: str
    """Empty for a language that builds nothing."""
    runtime_image: str
    registry: str | None
    """The prefix that stands before every image."""
    versions: Mapping[str, str]
    """The releases of distributions and services that somebody has chosen."""
    pack: str
    """Where its template pack is; empty for none."""
    answers: Mapping[str, str]
    """What was answered to the pack's questions."""
    https: str
    user: User
    port: int | None
    host_port: int | None
    """Where the machine that it runs on offers the port."""
    start: tuple[str, ...]
    """The command that starts the program, in exec form."""
    health: tuple[str, ...]
    """The command that asks whether the program works, in exec form; empty where there is none."""
    env: Mapping[str, str]
    label: Mapping[str, str]
    services: Mapping[str, str]
    """The databases and queues that run beside it in `compose.yaml`, each with its image."""
    comments: str
    does: Mapping[str, bool]
    """Every practice and every extra by name: yes or no."""
    left_out: Mapping[str, str]
    """Practices that nobody refused but that cannot be here, with the reason."""
    facts: Mapping[str, Any]
    """What the language found out, for its own templates."""
    recipe: Mapping[str, Any]
    """What the language decided for its own templates."""
    sources: Mapping[str, str]
    """Where each value comes from: a flag, `dockgen.toml`, a file of the project, or the default."""

    @property
    def file_flag(self) -> str:
        """The flag that `docker build` needs to find the Dockerfile."""
        return "" if self.dockerfile == "Dockerfile" else f"-f {self.dockerfile} "

    def as_json(self) -> dict[str, Any]:
        """Return the plan as JSON's own types."""
        return self._asdict() | {"user": self.user._asdict()}


class Context(NamedTuple):
    """What `decide` needs beside the answers."""

    language: Language
    facts: Facts
    folder: str
    """The folder's own name."""
    is_new: bool
    is_app: bool
    """Whether it is one of several apps, so that its Dockerfile lies in its own folder."""
    origins: Mapping[str, str]
    """Who gave each answer, by field of `Settings`: `--base`, `dockgen.toml`, `answer`."""
    several: bool = False
    """Whether it is decided together with the repository's other apps."""


class _Picker(NamedTuple):
    """Picks one value after the other, and remembers where each came from."""

    settings: Settings
    context: Context
    sources: dict[str, str]

    def pick(self, field: str, default: Any, *, fact: Fact | None = None) -> Any:  # noqa: ANN401 - as the field's type
        """Return the answer, else the fact, else the default."""
        answer = getattr(self.settings, field)
        if answer is not None:
            self.sources[field] = self.context.origins.get(field, "answer")
            return answer
        if fact is not None and fact.value is not None:
            self.sources[field] = "default" if self.context.is_new else fact.source  # of the sample: nobody's yet
            return fact.value
        self.sources[field] = "default"
        return default


def decide(settings: Settings, context: Context) -> Plan:
    """Decide everything that is still open.

    Raises:
        UsageError: answers contradict each other, or something that has no default is missing.
    """
    picker = _Picker(settings, context, {})
    facts, language = context.facts, context.language
    libc = bool(facts["libc"].value)
    selection = _select(settings, context)
    picker.pick("base", selection.base, fact=facts.get("base") if selection.base == _preferred(facts) else None)
    if libc:
        selection = selection.without("cross-build", f"cgo would need a cross compiler ({facts['libc'].source})")
    selection, user = _user(picker, selection)
    selection, https = _https(picker, selection)
    family = _family(settings, context, selection)
    title = _name(picker)
    version = _language_version(picker)
    port = _port(picker)
    main = _main(picker)
    if https == "serve" and port is None:
        raise UsageError("https serve needs a port, and no server was found", "Name its port: `--port 8443`.")
    pinned, chosen = selection.does["pin"], dict(settings.versions or ())
    plan = Plan(
        dockgen=__version__,
        language=language.NAME,
        language_version=version,
        name=title,
        module=_module(picker, title),
        main=main,
        context=".",
        dockerfile=posixpath.normpath(posixpath.join(main, "Dockerfile")) if context.is_app else "Dockerfile",
        base=selection.base,
        family=family,
        build_image=versions.mirrored(
            settings.registry, versions.build_image(language.NAME, version, family, pinned=pinned, chosen=chosen)
        ),
        runtime_image=versions.mirrored(
            settings.registry,
            versions.runtime_image(
                language.NAME, selection.base, version, _variants(user, libc=libc), pinned=pinned, chosen=chosen
            ),
        ),
        registry=settings.registry,
        versions=chosen,
        pack=settings.pack or "",
        answers=dict(settings.answer or ()),
        https=https,
        user=user,
        port=port,
        host_port=port,
        start=(),
        health=(),
        env=dict(settings.env or ()),
        label=dict(settings.label or ()),
        services={
            name: versions.mirrored(settings.registry, versions.service_image(name, chosen))
            for name in (_services(facts) if selection.does["services"] else ())
        },
        comments=picker.pick("comments", "brief"),
        does=selection.does,
        left_out=selection.left_out,
        facts={key: fact.value for key, fact in sorted(facts.items())},
        recipe={},
        sources={},
    )
    plan = plan._replace(recipe=language.recipe(plan))
    plan = plan._replace(start=_start(picker, plan))
    selection, health = _health(picker, selection, plan)
    return plan._replace(
        health=health, does=selection.does, left_out=selection.left_out, sources=dict(sorted(picker.sources.items()))
    )


def _variants(user: User, *, libc: bool) -> list[str]:
    return [name for name, wanted in (("libc", libc), ("root", user.uid == 0)) if wanted]


def _select(settings: Settings, context: Context) -> Selection:
    language, facts = context.language, context.facts
    impossible = language.impossible(facts)
    bases = [base for base in language.BASES if base not in impossible]
    bases.sort(key=lambda base: base != _preferred(facts))
    possible = Possible(bases, impossible, language.UNNEEDED, services=bool(_services(facts)))
    return select(settings, possible, is_new=context.is_new, several=context.several)


def _preferred(facts: Facts) -> str | None:
    """Return the base image that the program's own files speak for."""
    found = facts.get("base")
    return str(found.value) if found and found.value else None


def _services(facts: Facts) -> tuple[str, ...]:
    found = facts["services"].value
    return found if isinstance(found, tuple) else ()


def _start(picker: _Picker, plan: Plan) -> tuple[str, ...]:
    """Take the command that was asked for, or the one that the language found."""
    found: tuple[str, ...] = plan.recipe["start"]
    fact = picker.context.facts.get("start", Fact(" ".join(found), "the program itself"))
    asked = picker.pick("command", None, fact=fact)
    if picker.settings.command is None and not found:
        raise NotRecognisedError(
            f"nothing says how to start the program: {fact.source}", 'Say it: `--command "WORD WORD ..."`.'
        )
    return values.words(asked) if picker.settings.command is not None else found


def _family(settings: Settings, context: Context, selection: Selection) -> str:
    """Choose the distribution to build on; a base image that nobody asked for decides it only where it is used.

    A program may want Debian's tools (the fact `debian`) without a need for its C library.
    """
    language, facts = context.language, context.facts
    used = selection.does["multi-stage"] or settings.base
    base = selection.base if used or "scratch" not in language.BASES else "scratch"
    debian = any(facts[name].value for name in ("libc", "debian") if name in facts)
    return versions.family(language.NAME, base, libc=debian, pinned=selection.does["pin"])


def _user(picker: _Picker, selection: Selection) -> tuple[Selection, User]:
    asked = picker.settings.user
    if not selection.does["user"]:
        if asked not in {None, "root"}:
            raise UsageError(f"the user {asked} needs the practice user, which is left out", "Add `--with user`.")
        return selection, User(0, 0, None)
    text = picker.pick("user", f"{values.NONROOT_UID}:{values.NONROOT_UID}")
    if text == "root":
        return selection.without("user", "root was asked for"), User(0, 0, None)
    uid, colon, gid = text.partition(":")
    return selection, User(int(uid), int(gid), None) if colon else User(values.NAMED_UID, values.NAMED_UID, text)


def _https(picker: _Picker, selection: Selection) -> tuple[Selection, str]:
    settings, outbound = picker.settings, picker.context.facts["outbound"]
    if reason := picker.context.language.UNNEEDED.get("https"):
        if settings.https == "serve":
            raise UsageError(f"https serve: {reason}", "Let a proxy in front of it serve TLS.")
        return selection, "no"
    if not selection.does["https"]:
        if settings.https not in {None, "no"}:
            raise UsageError(
                f"https {settings.https} needs the practice https, which is left out", "Add `--with https`."
            )
        return selection, "no"
    climbed = settings.practices == "https" or "https" in (settings.with_ or ())
    fact = Fact("outbound", outbound.source) if outbound.value else None
    https = picker.pick("https", "outbound" if climbed else "no", fact=fact)
    return selection.without("https", "it calls nobody over TLS") if https == "no" else selection, https


def _name(picker: _Picker) -> str:
    """Take the module's name, or make one of the folder's."""
    context = picker.context
    if picker.settings.name is None and (module := picker.settings.module or ""):
        last = re.sub(r"(?<=.)/v[0-9]+$", "", module).rpartition("/")[2]  # a major version is no name
        return str(picker.pick("name", slug(last)))
    found = context.facts["name"]
    fact = Fact(slug(str(found.value)), found.source) if found.value else None
    return str(picker.pick("name", slug(context.folder), fact=fact))


def slug(text: str) -> str:
    """Return the valid name that comes nearest to `text`."""
    letters = "".join(c if c in "abcdefghijklmnopqrstuvwxyz0123456789" else "-" for c in text.lower())
    slug = "-".join(filter(None, letters.split("-")))[:63].rstrip("-")
    try:
        return values.name(slug)
    except InvalidValueError:
        return FALLBACK_NAME


def _module(picker: _Picker, title: str) -> str:
    """Take the module path, or make one with the name in it, for a language that has such."""
    if "module" not in picker.context.facts:
        if picker.settings.module is not None:
            raise UsageError(f"module: {picker.context.language.TITLE} has no module path", "Leave it out.")
        return ""
    fact = _valid(picker.context.facts["module"], values.module_path)
    return str(picker.pick("module", _new_module(title), fact=fact))


def _new_module(title: str) -> str:
    """Return a path that Go takes; it takes no `example.com/con`."""
    try:
        return values.module_path(f"example.com/{title}")
    except InvalidValueError:
        return f"example.com/{FALLBACK_NAME}"


def _valid(fact: Fact | None, check: Any) -> Fact | None:  # noqa: ANN401 - any of the functions in values.py
    """Return the fact if its value is allowed where an answer would stand."""
    try:
        return fact._replace(value=check(fact.value)) if fact and fact.value else None
    except InvalidValueError:
        return None


def _main(picker: _Picker) -> str:
    """Choose the folder of the program: the answer, the root, or the only one."""
    mains = picker.context.facts["mains"]
    found = mains.value if isinstance(mains.value, tuple) else ()
    asked = picker.settings.main
    if asked is not None and asked not in found:
        raise UsageError(f"main: there is no program in {asked}", f"Found: {', '.join(found)}.")
    chosen = picker.context.facts.get("main")
    if chosen is None or chosen.value is None:
        if asked is None and "." not in found and len(found) > 1:
            raise UsageError(f"there are several programs: {', '.join(found)}", f"Say which: `--main {found[0]}`.")
        chosen = Fact("." if "." in found or not found else found[0], mains.source)
    main = picker.pick("main", ".", fact=chosen)
    try:
        return values.folder(main)
    except InvalidValueError as error:
        raise UsageError(f"the program's folder {main!r} has a name that no build takes", error.hint) from error


def _port(picker: _Picker) -> int | None:
    facts, settings = picker.context.facts, picker.settings
    if (text := dict(settings.env or ()).get("PORT")) and facts["port_env"].value:
        return _port_of_env(picker, text)
    if not facts["serves"].value and settings.port is None:
        picker.sources["port"] = facts["serves"].source
        return None
    return int(picker.pick("port", FALLBACK_PORT, fact=facts["port"]))


def _port_of_env(picker: _Picker, text: str) -> int:
    """Take the port that the program will read from its environment."""
    try:
        port = values.port(text)
    except InvalidValueError as error:
        raise UsageError(f"env: PORT: {error}", error.hint) from error
    if picker.settings.port not in {None, port}:
        raise UsageError(f"the port is {picker.settings.port}, but env sets PORT to {port}", "Leave one of them out.")
    picker.sources["port"] = picker.context.origins.get("env", "answer")
    return port


def _health(picker: _Picker, selection: Selection, plan: Plan) -> tuple[Selection, tuple[str, ...]]:
    """Make the command of the health check, or say why there is none."""
    if not selection.does["healthcheck"]:
        return selection, ()
    found = picker.context.facts["health"]
    text, reason = picker.pick("health", None, fact=found), ""
    if plan.port is None:
        reason = "it serves no port"
    elif text is not None and not text.startswith("/"):
        return selection, (*plan.recipe.get("program", ()), *text.split())
    elif probe := picker.context.language.probe(plan, text):
        return selection, probe
    elif text is None:
        reason = found.source
    else:
        reason = f"nothing in the image could ask {text}; the program itself could, see `--health`"
    if "healthcheck" in (picker.settings.with_ or ()) or picker.settings.health is not None:
        raise UsageError(
            f"no health check is possible: {reason}",
            "Give the program a command that checks itself and name it (`--health health`), or use `--base alpine`.",
        )
    return selection.without("healthcheck", reason), ()


def _language_version(picker: _Picker) -> str:
    """Take what the project asks for, where images of it are still mended; else the newest, which builds older code."""
    default, supported = versions.language(picker.context.language.NAME)
    if not default:
        return ""
    fact = picker.context.facts["version"]
    asked = str(fact.value) if fact.value else ""
    past = picker.context.facts.get("version_past")  # it is no longer mended, and a newer one would not do
    if asked in supported or _newer(asked, default) or (past is not None and past.value):
        return str(picker.pick("language_version", default, fact=fact))
    version = str(picker.pick("language_version", default))
    if picker.context.is_new and _newer(supported[-1], version):
        raise UsageError(
            f"the sample app needs version {supported[-1]} or newer, not {version}", "Leave the version out."
        )
    if asked and picker.sources["language_version"] == "default":
        picker.sources["language_version"] = f"default: {asked} ({fact.source}) is {ENDED}"
    return version


def _newer(left: str, right: str) -> bool:
    return bool(left) and [int(part) for part in left.split(".")] > [int(part) for part in right.split(".")]
