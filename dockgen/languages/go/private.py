"""Modules that not everybody may download: which, and how one sees it."""

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from typing import Final

from dockgen.languages.go.modules import Module
from dockgen.model.facts import Fact
from dockgen.reading.project import Project

PUBLIC_HOSTS: Final = frozenset(
    {"github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "gitee.com", "git.sr.ht", "gopkg.in", "golang.org"}
    | {
        "google.golang.org",
        "cloud.google.com",
        "go.uber.org",
        "gorm.io",
        "k8s.io",
        "sigs.k8s.io",
        "go.opentelemetry.io",
    }
    | {"modernc.org", "gonum.org", "entgo.io", "go.mongodb.org", "go.etcd.io", "filippo.io", "mvdan.cc", "rsc.io"}
    | {
        "honnef.co",
        "dario.cat",
        "buf.build",
        "connectrpc.com",
        "nhooyr.io",
        "gocloud.dev",
        "go.temporal.io",
    }
    | {"istio.io", "knative.dev", "helm.sh", "oras.land", "cuelang.org", "gotest.tools", "contrib.go.opencensus.io"}
    | {"go.opencensus.io", "cel.dev", "howett.net", "tailscale.com", "zombiezen.com", "lukechampine.com", "gioui.org"}
    | {"fyne.io", "maunium.net", "storj.io", "pault.ag", "goji.io", "goa.design", "gitea.com", "code.gitea.io"}
    | {"launchpad.net", "cloudeng.io", "pgregory.net", "uber.org", "gvisor.dev", "inet.af", "go4.org", "9fans.net"}
    | {"software.sslmate.com", "gopkg.in", "go.dev", "layeh.com", "moul.io", "xorm.io", "sourcegraph.com", "upper.io"}
)
"""Where everybody's modules are; what else a go.mod names may as well be a company's own server."""

_PLACES: Final = ("Makefile", ".env.example", ".envrc", ".gitlab-ci.yml", "Jenkinsfile", "README.md", "Taskfile.yml")
_SETTING: Final = (
    r"\bGO(?:PRIVATE|NOSUMDB|NOPROXY)\b[\"']?[ \t]{0,9}(?::?=|:)[ \t]{0,9}[\"']?([A-Za-z0-9][\w.*/,~-]{2,300})"
)
_PROXY: Final = r"\bGOPROXY\b[\"']?[ \t]{0,9}(?::?=|:)[ \t]{0,9}[\"']?(https://(?![^\s\"']{0,300}@)[\w./:-]{3,200}(?:,(?:direct|off|https://[\w./:-]{3,200})){0,5})"


def facts(project: Project, modules: Iterable[Module], *, vendored: bool) -> dict[str, Fact]:
    """Return the pattern for GOPRIVATE of the modules that need a password, and a proxy of one's own."""
    if vendored:
        fact: Fact = Fact(None, "vendor/modules.txt: nothing is downloaded")
        return {"private": fact, "proxy": fact, "debian": Fact(value=False, source=fact.source)}
    required = [(path, module.manifest) for module in modules for path in module.requires]
    private = _private(project, required)
    proxy = _proxy(project) if private.value or project.has(".netrc") else Fact(None, "no sign of a private module")
    needs_git = Fact(private.value is not None, f"git fetches private modules: {private.source}")
    return {"private": private, "proxy": proxy, "debian": needs_git}


def _private(project: Project, required: list[tuple[str, str]]) -> Fact:
    for path, text in _texts(project):
        for match in re.finditer(_SETTING, text):
            if any(_covers(match[1], module) for module, _ in required):
                return Fact(match[1].strip(","), f"{path}, {match[0].split('=')[0].split(':')[0].strip()}")
    hosts = {module.split("/")[0]: manifest for module, manifest in required if _is_elsewhere(module)}
    sign = next((name for name in (".netrc", ".gitconfig") if hosts and project.has(name)), None)
    if sign is None:
        return Fact(None, "no sign of a private module")
    return Fact(",".join(sorted(hosts)), f"{', '.join(sorted(set(hosts.values())))}, and there is a {sign}")


def _proxy(project: Project) -> Fact:
    for path, text in _texts(project):
        if match := re.search(_PROXY, text):
            return Fact(match[1], f"{path}, GOPROXY")
    return Fact(None, "no proxy of its own")


def _texts(project: Project) -> Iterator[tuple[str, str]]:
    """Yield the files in which such settings usually stand."""
    workflows = ".github/workflows"
    names = project.sub(workflows).entries() if project.has(workflows) else []
    paths = [*_PLACES, *(f"{workflows}/{name}" for name in names[:20] if name.endswith((".yml", ".yaml")))]
    for path in paths:
        if project.has(path) and (text := project.read(path)) and "GO" in text:
            yield path, text


def _covers(patterns: str, module: str) -> bool:
    """Match as GOPRIVATE does: each pattern is compared with as many parts of the path as it has itself."""
    return any(
        fnmatchcase("/".join(module.split("/")[: pattern.count("/") + 1]), pattern)
        for pattern in patterns.rstrip("/").split(",")
        if pattern
    )


def _is_elsewhere(module: str) -> bool:
    host = module.split("/", maxsplit=1)[0]
    return "." in host and not any(host == known or host.endswith(f".{known}") for known in PUBLIC_HOSTS)
