"""Decides everything: defaults < facts < `dockgen.toml` < flags < answers."""

import posixpath
import re
from collections.abc import Mapping
from typing import Any, Final

from dockgen import versions
from dockgen._version import __version__
from dockgen.choices.selection import Possible, Selection, select
from dockgen.choices.settings import Settings
from dockgen.errors import InvalidValueError, NotRecognisedError, UsageError
from dockgen.generator import asked_packages
from dockgen.languages import Language
from dockgen.model import values
from dockgen.model.found import Found
from dockgen.model.plan import Choices, Plan, User
from dockgen.model.program import Program
from dockgen.model.recipe import Recipe
from dockgen.model.within import from_top
from dockgen.records import NamedTuple

FALLBACK_PORT: Final = 8080
FALLBACK_NAME: Final = "app"
ENDED: Final = "past its end of support"


class Context(NamedTuple):
    """What `decide` needs beside the answers."""

    language: Language
    program: Program
    folder: str
    """The folder's own name."""
    is_new: bool
    is_app: bool
    """Whether it is one of several apps, so that its Dockerfile lies in its own folder."""
    origins: Mapping[str, str]
    """Who gave each answer, by field of `Settings`: `--base`, `dockgen.toml`, `answer`."""
    several: bool = False
    """Whether it is decided together with the repository's other apps."""

    @property
    def images(self) -> str:
        """Whose images and versions count: the language's, or those of what runs the program instead."""
        runtime = self.program.runtime
        return runtime.value if runtime else self.language.NAME


class _Picker(NamedTuple):
    """Picks one value after the other, and remembers where each came from."""

    settings: Settings
    context: Context
    sources: dict[str, str]

    def pick(self, field: str, default: Any, *, fact: Found[Any] | None = None) -> Any:  # noqa: ANN401 - as the field's type
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
    return _finish(choose(settings, context), settings, context)


def choose(settings: Settings, context: Context) -> Choices:
    """Decide everything that needs no recipe; errors are those of `decide`."""
    picker = _Picker(settings, context, {})
    program, language = context.program, context.language
    selection = _select(settings, context)
    picker.pick("base", selection.base, fact=program.base if selection.base == _preferred(program) else None)
    if native := next((one for one in (program.libc, program.compiles_c) if one and one.value), None):
        selection = selection.without("cross-build", f"it needs a C cross compiler ({native.source})")
    selection, user = _user(picker, selection)
    selection, https = _https(picker, selection)
    title = _name(picker)
    version = _language_version(picker)
    _require_image(language, selection.base, version)
    port = _port(picker)
    main = _main(picker)
    _require_what_has_no_default(settings, program, https, port)
    chosen = dict(settings.versions or ())
    family = _family(settings, context, selection)
    build_image, runtime_image = _images(settings, context, selection, (version, family, user))
    return Choices(
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
        build_image=build_image,
        runtime_image=runtime_image,
        registry=settings.registry,
        versions=chosen,
        pack=settings.pack or "",
        answers=dict(settings.answer or ()),
        https=https,
        user=user,
        port=port,
        host_port=port,
        env=dict(settings.env or ()),
        label=dict(settings.label or ()),
        package=asked_packages.find(settings, selection),
        services={
            name: versions.mirrored(settings.registry, versions.service_image(name, chosen))
            for name in (program.services.value if selection.does["services"] else ())
        },
        comments=picker.pick("comments", "brief"),
        does=selection.does,
        left_out=selection.left_out,
        asked=selection.asked,
        program=program,
        facts={key: fact.value for key, fact in sorted(program.facts.items())},
        sources=picker.sources,
    )


def _require_what_has_no_default(settings: Settings, program: Program, https: str, port: int | None) -> None:
    if https == "serve" and port is None:
        raise UsageError("https serve needs a port, and no server was found", "Name its port: `--port 8443`.")
    if program.start is not None and program.start.value is None and settings.command is None:
        why = f"nothing says how to start the program: {program.start.source}"
        raise NotRecognisedError(why, 'Say it: `--command "WORD WORD ..."`.')


def _require_image(language: Language, base: str, version: str) -> None:
    if not versions.has_image(language.NAME, base, version):
        what = f"{base} has no image of {language.TITLE} {version}, which is past its end of life"
        raise UsageError(what, "Use another base image (`--base`), or a newer version (`--language-version`).")


def renamed(plan: Plan, name: str, language: Language) -> Plan:
    """Return the same plan with another name, all that follows from it included."""
    if name == plan.name:
        return plan
    recipe = _recipe(language, plan.choices._replace(name=name))
    start = recipe.start if plan.start == plan.recipe.start else plan.start
    return plan._replace(name=name, recipe=recipe, start=start)


def _recipe(language: Language, choices: Choices) -> Recipe:
    """Let the language make its recipe; its paths count from its project's folder, and those of steps from the top."""
    recipe, within = asked_packages.installed(language.recipe(choices), choices), choices.program.within
    return from_top(recipe, within.value) if within else recipe


def _finish(choices: Choices, settings: Settings, context: Context) -> Plan:
    """Let the language make its recipe of the choices, and add what follows from it."""
    picker = _Picker(settings, context, dict(choices.sources))
    recipe = _recipe(context.language, choices)
    start = _start(picker, recipe)
    health, reason = _health(picker, choices, recipe)
    if reason:
        choices = choices._replace(
            does={**choices.does, "healthcheck": False}, left_out={**choices.left_out, "healthcheck": reason}
        )
    choices = choices._replace(sources=dict(sorted(picker.sources.items())))
    return Plan(*choices, start=start, health=health, recipe=recipe)


def _images(settings: Settings, context: Context, selection: Selection, on: tuple[str, str, User]) -> tuple[str, str]:
    """Return the images to build on and to run on; `on` is the version, the distribution, and the user."""
    version, family, user = on
    name, pinned, chosen = context.images, selection.does["pin"], dict(settings.versions or ())
    variants = [each for each, wanted in (("libc", context.program.libc.value), ("root", user.uid == 0)) if wanted]
    build = versions.build_image(name, version, family, pinned=pinned, chosen=chosen)
    runtime = versions.runtime_image(name, selection.base, version, variants, pinned=pinned, chosen=chosen)
    return versions.mirrored(settings.registry, build), versions.mirrored(settings.registry, runtime)


def _select(settings: Settings, context: Context) -> Selection:
    language, program = context.language, context.program
    impossible = {**_without_image(settings, context), **language.impossible(program)}
    bases = [base for base in language.BASES if base not in impossible]
    bases.sort(key=lambda base: base != _preferred(program))
    possible = Possible(
        bases,
        impossible,
        language.UNNEEDED,
        services=bool(program.services.value),
        zones=program.zones is not None and program.zones.value,
    )
    return select(settings, possible, is_new=context.is_new, several=context.several)


def _without_image(settings: Settings, context: Context) -> dict[str, str]:
    """Return the base images that do not have the version that the project asks for, and why."""
    language, version = context.language, context.program.version
    if version.value is None or settings.language_version:
        return {}
    why = f"it has no image of {language.TITLE} {version.value}, which is past its end of life ({version.source})"
    return {base: why for base in language.BASES if not versions.has_image(context.images, base, version.value)}


def _preferred(program: Program) -> str | None:
    """Return the base image that the program's own files speak for."""
    return program.base.value if program.base else None


def _start(picker: _Picker, recipe: Recipe) -> tuple[str, ...]:
    """Take the command that was asked for, or the one that the language found."""
    found = recipe.start
    fact = picker.context.program.start or Found(" ".join(found), "the program itself")
    asked = picker.pick("command", None, fact=fact)
    return values.words(asked) if picker.settings.command is not None else found


def _family(settings: Settings, context: Context, selection: Selection) -> str:
    """Choose the distribution to build on; a base image that nobody asked for decides it only where it is used.

    A program may want Debian's tools (the fact `debian`) without a need for its C library.
    """
    language, program = context.language, context.program
    used = selection.does["multi-stage"] or settings.base
    base = selection.base if used or "scratch" not in language.BASES else "scratch"
    debian = program.libc.value or (program.debian is not None and program.debian.value)
    return versions.family(context.images, base, libc=debian, pinned=selection.does["pin"])


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
    settings, outbound = picker.settings, picker.context.program.outbound
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
    fact = Found("outbound", outbound.source) if outbound.value else None
    https = picker.pick("https", "outbound" if climbed else "no", fact=fact)
    return selection.without("https", "makes no outgoing HTTPS calls") if https == "no" else selection, https


def _name(picker: _Picker) -> str:
    """Take the module's name, or make one of the folder's."""
    context = picker.context
    if picker.settings.name is None and (module := picker.settings.module or ""):
        last = re.sub(r"(?<=.)/v[0-9]+$", "", module).rpartition("/")[2]  # a major version is no name
        return str(picker.pick("name", slug(last)))
    found = context.program.name
    fact = Found(slug(found.value), found.source) if found.value else None
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
    found = picker.context.program.module
    if found is None:
        if picker.settings.module is not None:
            raise UsageError(f"module: {picker.context.language.TITLE} has no module path", "Leave it out.")
        return ""
    return str(picker.pick("module", _new_module(title), fact=_valid(found)))


def _new_module(title: str) -> str:
    """Return a path that Go takes; it takes no `example.com/con`."""
    try:
        return values.module_path(f"example.com/{title}")
    except InvalidValueError:
        return f"example.com/{FALLBACK_NAME}"


def _valid(found: Found[str | None]) -> Found[str] | None:
    """Return a module path if it is allowed where an answer would stand."""
    try:
        return Found(values.module_path(found.value), found.source) if found.value else None
    except InvalidValueError:
        return None


def _main(picker: _Picker) -> str:
    """Choose the folder of the program: the answer, the root, or the only one."""
    mains = picker.context.program.mains
    found = mains.value
    asked = picker.settings.main
    if asked is not None and asked not in found:
        raise UsageError(f"main: there is no program in {asked}", f"Found: {', '.join(found)}.")
    chosen: Found[str | None] | Found[str] | None = picker.context.program.main
    if chosen is None or chosen.value is None:
        if asked is None and "." not in found and len(found) > 1:
            raise UsageError(f"there are several programs: {', '.join(found)}", f"Say which: `--main {found[0]}`.")
        chosen = Found("." if "." in found or not found else found[0], mains.source)
    main = picker.pick("main", ".", fact=chosen)
    try:
        return values.folder(main)
    except InvalidValueError as error:
        raise UsageError(f"the program's folder {main!r} has a name that no build takes", error.hint) from error


def _port(picker: _Picker) -> int | None:
    program, settings = picker.context.program, picker.settings
    if (text := dict(settings.env or ()).get("PORT")) and program.port_env.value:
        return _port_of_env(picker, text)
    if not program.serves.value and settings.port is None:
        picker.sources["port"] = program.serves.source
        return None
    return int(picker.pick("port", FALLBACK_PORT, fact=program.port))


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


def _health(picker: _Picker, choices: Choices, recipe: Recipe) -> tuple[tuple[str, ...], str]:
    """Make the command of the health check, or say why there is none."""
    if not choices.does["healthcheck"]:
        return (), ""
    found = picker.context.program.health
    text, reason = picker.pick("health", None, fact=found), ""
    if choices.port is None:
        reason = "it serves no port"
    elif text is not None and not text.startswith("/"):
        return (*recipe.command, *text.split()), ""
    elif probe := picker.context.language.probe(choices, text):
        return probe, ""
    elif text is None:
        reason = found.source
    else:
        reason = f"nothing in the image could ask {text}; the program itself could, see `--health`"
    if "healthcheck" in (picker.settings.with_ or ()) or picker.settings.health is not None:
        raise UsageError(
            f"no health check is possible: {reason}",
            "Give the program a command that checks itself and name it (`--health health`), or use `--base alpine`.",
        )
    return (), reason


def _language_version(picker: _Picker) -> str:
    """Take the version that the project asks for; where none can be had, the default, which builds older code."""
    name = picker.context.images
    default, supported = versions.language(name)
    if not default:
        return ""
    asked = (fact := picker.context.program.version).value or ""
    if asked in {*supported, *versions.ended(name)} or _newer(asked, default):
        return str(picker.pick("language_version", default, fact=fact))
    version = str(picker.pick("language_version", default))
    if picker.context.is_new and _newer(supported[-1], version):
        what = f"the sample app needs version {supported[-1]} or newer, not {version}"
        raise UsageError(what, "Leave the version out.")
    if asked and picker.sources["language_version"] == "default":
        picker.sources["language_version"] = f"default: {asked} ({fact.source}) is {ENDED}"
    return version


def _newer(left: str, right: str) -> bool:
    return bool(left) and [int(part) for part in left.split(".")] > [int(part) for part in right.split(".")]
