"""Bundlers without a framework: whether their build leaves pages for a browser, and in which folder.

A bundle alone is no site: a page has to be made with it, or to lie in the folder around it.
"""

import posixpath
import re
from collections.abc import Iterator
from itertools import chain
from typing import Final

from dockgen.languages.javascript.framework_rules import SERVERS
from dockgen.languages.javascript.web_app import App, Config, Web
from dockgen.languages.kit.paths import around, plain

WEBPACK: Final = r"(?:^|[\s;&|/])webpack(?:-cli)?(?=\s|$)(?!\s{1,9}(?:serve|watch))"
ROLLUP: Final = r"(?:^|[\s;&|/])rollup(?=\s|$)"
ESBUILD: Final = r"(?:^|[\s;&|/])esbuild(?=\s|$)"
_DEVELOPMENT: Final = r"\bdev\b|development|--watch\b|\s-\w?w\b|--serve\b|^start|\bserve\b"
_NO_SITE: Final = frozenset({"electron", "react-native", "vscode", "@types/vscode", "webextension-polyfill"})
_STEMS: Final = {
    "webpack": ("webpack.config", "webpack.prod", "webpack.config.prod", "webpack.production", "webpack.common"),
    "rollup": ("rollup.config",),
}
_FLAGS: Final = ("--output-path", "--outdir", "--outfile", "--dir", "--file", "-o", "-d")
_KEYS: Final = {"webpack": ("path",), "rollup": ("dir", "file")}
_MAKES_PAGE: Final = r"\bHtml\w{0,20}Plugin\s{0,9}\(|\bhtml\s{0,9}\(|\.html\b"
_ADDED: Final = r"\bpath\s{0,9}:\s{0,9}__dirname\s{0,9}\+\s{0,9}[\"'`](/[\w./-]{1,200})"
_PAGE: Final = "new HtmlWebpackPlugin"
_FOR_PROGRAMS: Final = r"\btarget\s{0,9}:\s{0,9}[\"'](?:(?:async-)?node|electron)|\blibrary(?:Target)?\s{0,9}:"
_FLAG_FOR_PROGRAMS: Final = r"--platform=node\b|--format=cjs\b|--target[= ]node\b"
_HASHED: Final = r"\[(?:content|chunk|full)?hash\b"


def adapt(app: App, web: Web) -> Web | None:
    """Return how the pages are made; None where a bundle is part of a program, or of a library."""
    script = _script(app, web)
    text = app.script(script)
    config = _config(app, web.framework, text)
    is_other = not app.dependencies.isdisjoint(_NO_SITE) or not app.manifest.production.keys().isdisjoint(SERVERS)
    if not script or is_other or app.first("server.js", "server.ts") or config.says(_FOR_PROGRAMS):
        return None
    folder = "" if re.search(_FLAG_FOR_PROGRAMS, text) else _folder(app, web, config, text)
    if not folder:
        return None
    base = config.value("publicPath") or ""
    return web._replace(
        kind="static" if config.text.count(_PAGE) > 1 else "spa",
        source=config.name if config.text else f"package.json, scripts.{script}",
        build=script,
        build_command=(),
        output=folder,
        base=f"/{base.strip('/')}/" if re.fullmatch(r"/[\w-]{1,60}/", base) else "/",
        hashed="[.-][0-9a-f]{8,32}[.](?:css|js)$" if config.says(_HASHED) else "",
    )


def _script(app: App, web: Web) -> str:
    """Return the script that bundles for production; empty for none."""
    names = [name for name, text in app.scripts.items() if _calls(web.framework, text)]
    names = [name for name in names if not re.search(_DEVELOPMENT, f"{name} {app.scripts[name]}")]
    whole = ["build"] if _calls(web.framework, app.script("build")) else []
    return next(chain(whole, names), "")


def _calls(tool: str, script: str) -> bool:
    return re.search(rf"(?:^|[\s;&|/]){tool}(?:-cli)?(?=\s|$)(?!\s{{1,9}}(?:serve|watch))", script) is not None


def _config(app: App, tool: str, script: str) -> Config:
    """Return the settings that the script names, or those of the usual name; of webpack, also where those go on."""
    named = re.search(r"\s(?:--config|-c)[ =](?:\./)?([\w./-]{1,200})", script)
    path = plain(named[1]) if named else ""
    if path and app.project.has(path):
        folder, name = posixpath.split(path)
        return app._replace(project=app.project.sub(folder)).config(posixpath.splitext(name)[0])._replace(name=path)
    return app.config(*_STEMS.get(tool, ()))


def _folder(app: App, web: Web, config: Config, script: str) -> str:
    """Return the folder with the pages: what is bundled, or one around that where a page lies."""
    has_page = config.says(_MAKES_PAGE) or re.search(r"\.html\b", script) is not None
    for path in _outputs(web, config, script):
        left = posixpath.dirname(path) if re.search(r"\.\w{1,5}$", path) else path
        held = (folder for folder in (left, *around(left)) if app.project.has(f"{folder}/index.html"))
        if folder := next(held, left if has_page else ""):
            return folder
    return ""


def _outputs(web: Web, config: Config, script: str) -> Iterator[str]:
    """Yield what is bundled: as the script says, as the settings do, or as is usual."""
    flags = "|".join(_FLAGS)
    told = (match[1] for match in re.finditer(rf"\s(?:{flags})[ =][\"']?([\w./-]{{1,200}})", script))
    at = re.search(r"\boutput\s{0,9}[:=]\s{0,9}[\[{]", config.text)
    inside = config._replace(text=config.text[at.start() : at.start() + 4000]) if at else config._replace(text="")
    said = [path for key in _KEYS.get(web.framework, ()) if (path := inside.path(key))]
    said += re.findall(_ADDED, inside.text)
    usual = [web.output] if web.output and not inside.text.count("path") else []
    for path in chain(told, said, usual):
        clean = plain(path.removeprefix("/"))
        if clean:
            yield clean
