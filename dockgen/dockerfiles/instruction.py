"""One instruction of a Dockerfile."""

import re
import shlex

from dockgen.dockerfiles.shell import commands_of
from dockgen.records import NamedTuple


class Heredoc(NamedTuple):
    """The lines between `<<NAME` and `NAME`."""

    name: str
    content: str


class Instruction(NamedTuple):
    """One instruction of a Dockerfile."""

    name: str
    """In capitals: FROM, RUN, ..."""
    args: tuple[str, ...]
    """Its words; of RUN in shell form one text; of ENV and LABEL as `key, value, key, value, ...`."""
    flags: tuple[str, ...]
    """Such as `--from=build`."""
    is_exec: bool
    """Whether it is written as a JSON list."""
    heredocs: tuple[Heredoc, ...]
    line: int
    end: int
    """Its first and its last line, from 1."""
    stage: int
    """The number of its stage; -1 before the first FROM."""
    is_trigger: bool = False
    """Whether it stands behind ONBUILD, so that it runs in the builds of others."""

    def flag(self, name: str) -> str | None:
        """Return the value of a flag, such as "build" of `--from=build`."""
        prefix = f"--{name}="
        return next((flag.removeprefix(prefix) for flag in self.flags if flag.startswith(prefix)), None)

    def mounts(self) -> list[dict[str, str]]:
        """Return what each `--mount` of a RUN says, by key; one without a type is a bind mount."""
        texts = [flag.removeprefix("--mount=") for flag in self.flags if flag.startswith("--mount=")]
        return [
            {"type": "bind"} | {key: value for key, _, value in (part.partition("=") for part in text.split(","))}
            for text in texts
        ]

    def pairs(self) -> dict[str, str]:
        """Return what ENV, LABEL or ARG sets, by name; an ARG without a default is empty."""
        if self.name == "ARG":
            return {name: value for name, _, value in (arg.partition("=") for arg in self.args)}
        return dict(zip(self.args[::2], self.args[1::2], strict=False))

    def script(self) -> str:
        """Return the shell text of a RUN, CMD or ENTRYPOINT; heredocs go where they are read."""
        if self.is_exec:
            return shlex.join(self.args)
        text = self.args[0] if self.args else ""
        if self.name == "RUN" and self.heredocs:
            text = re.sub(r"<<-?[\"']?\w+[\"']?", "", text) + "\n" + "\n".join(one.content for one in self.heredocs)
        return text

    def commands(self) -> list[list[str]]:
        """Return the words of each command that a RUN, CMD or ENTRYPOINT runs, without what only sets them up.

        As exact as one can be without running a shell: what a variable stands for stays as it is written.
        """
        if self.is_exec and self.args[:1] not in (("sh",), ("bash",), ("/bin/sh",), ("/bin/bash",), ("ash",)):
            return [list(self.args)] if self.args else []
        text = self.args[-1] if self.is_exec else self.script()
        return commands_of(text)
