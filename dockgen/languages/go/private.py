"""Modules that only some may download: which, and how that is seen."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Final

from dockgen.languages.go.record import GoProgram
from dockgen.languages.go.sources import Sources
from dockgen.languages.kit.sources import content
from dockgen.model.found import Found
from dockgen.reading.project import Project

PUBLIC_HOSTS: Final = (
    *("github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "gitee.com", "git.sr.ht", "gopkg.in"),
    *("golang.org", "cloud.google.com", "gorm.io", "k8s.io", "go.opentelemetry.io", "modernc.org", "gonum.org"),
    *("entgo.io", "go.mongodb.org", "go.etcd.io", "filippo.io", "mvdan.cc", "rsc.io", "honnef.co", "dario.cat"),
    *("buf.build", "connectrpc.com", "nhooyr.io", "gocloud.dev", "go.temporal.io", "istio.io", "knative.dev"),
    *("helm.sh", "oras.land", "cuelang.org", "gotest.tools", "go.opencensus.io", "cel.dev", "howett.net"),
    *("tailscale.com", "zombiezen.com", "lukechampine.com", "gioui.org", "fyne.io", "maunium.net", "storj.io"),
    *("pault.ag", "goji.io", "goa.design", "gitea.com", "code.gitea.io", "launchpad.net", "cloudeng.io"),
    *("pgregory.net", "uber.org", "gvisor.dev", "inet.af", "go4.org", "9fans.net", "software.sslmate.com"),
    *("go.dev", "layeh.com", "moul.io", "xorm.io", "sourcegraph.com", "upper.io"),
)
"""Where public modules are; any other host may be a company's own server."""

_PLACES: Final = ("Makefile", ".env.example", ".envrc", ".gitlab-ci.yml", "Jenkinsfile", "README.md", "Taskfile.yml")
_SETTING: Final = (
    r"\b(GO(?:PRIVATE|NOSUMDB|NOPROXY))\b[\"']?[ \t]{0,9}(?::?=|:)[ \t]{0,9}[\"']?([A-Za-z0-9][\w.*/,~-]{2,300})"
)
_PROXY: Final = r"\bGOPROXY\b[\"']?[ \t]{0,9}(?::?=|:)[ \t]{0,9}[\"']?(https://(?![^\s\"']{0,300}@)[\w./:-]{3,200}(?:,(?:direct|off|https://[\w./:-]{3,200})){0,5})"


def pattern(sources: Sources) -> Found[str | None]:
    """Return the pattern for GOPRIVATE of the modules that need a password."""
    if sources.modules.is_vendored:
        return Found(None, "vendor/modules.txt: nothing is downloaded")
    required = [(path, module.manifest) for module in sources.needed for path in module.requires]
    for path, text in _texts(sources.project):
        for match in re.finditer(_SETTING, text):
            # A pattern is compared with as many parts of the path as it has itself, as Go does it.
            patterns = [(one, one.count("/") + 1) for one in match[2].rstrip("/").split(",") if one]
            pairs = (("/".join(module.split("/")[:parts]), one) for one, parts in patterns for module, _ in required)
            if any(fnmatchcase(path, one) for path, one in pairs):
                return Found(match[2].strip(","), f"{path}, {match[1]}")
    every = {module.partition("/")[0]: manifest for module, manifest in required}
    public = tuple(f".{host}" for host in PUBLIC_HOSTS)
    hosts = {host: file for host, file in every.items() if "." in host and not f".{host}".endswith(public)}
    sign = next((name for name in (".netrc", ".gitconfig") if hosts and sources.project.has(name)), None)
    if sign is None:
        return GoProgram().private
    return Found(",".join(sorted(hosts)), f"{', '.join(sorted(set(hosts.values())))}, and there is a {sign}")


def proxy(sources: Sources, private: Found[str | None]) -> Found[str | None]:
    """Return the project's own proxy, where modules are private or may be."""
    is_needed = private.value or (sources.project.has(".netrc") and not sources.modules.is_vendored)
    if not is_needed:
        return Found(None, private.source)
    matches = ((path, re.search(_PROXY, text)) for path, text in _texts(sources.project))
    found = (Found(match[1], f"{path}, GOPROXY") for path, match in matches if match)
    return next(found, Found(None, "no proxy of its own"))


def _texts(project: Project) -> Iterator[tuple[str, str]]:
    """Yield the files in which such settings usually stand."""
    workflows = ".github/workflows"
    names = project.sub(workflows).entries() if project.has(workflows) else []
    paths = [*_PLACES, *(f"{workflows}/{name}" for name in names[:20] if name.endswith((".yml", ".yaml")))]
    return ((path, text) for path in paths if "GO" in (text := content(project, path)))
