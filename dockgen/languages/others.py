"""Tools of languages that dockgen does not know yet: an audit finds them all the same.

When one of these languages is added, its rows move into its own `tools.py`.
"""

import re
from collections.abc import Sequence
from typing import Final

from dockgen.languages.language import Image, Install, Left, Needs, Tool, Tooling
from dockgen.reading.project import Project


def _bundler(project: Project, words: Sequence[str]) -> Needs | None:
    text = (project.read("Gemfile") if project.has("Gemfile") else None) or ""
    local = r"\b(?:gemspec|path|eval_gemfile|file:)\b|\bFile\.|require_relative"
    if not text or not words[1:] or re.search(local, text):
        return None
    lock = ("Gemfile.lock",) if project.has("Gemfile.lock") else ()
    return Needs(("Gemfile", *lock), ("vendor/bundle", ".bundle"))


_BUNDLE: Final = "/usr/local/bundle/cache"
_NUGET: Final = "/root/.nuget/packages"
_MAVEN: Final = r"(?:\./)?mvnw?"
_GRADLE: Final = r"(?:\./)?gradlew?"

_TOOLS: Final = (
    Tool(
        "bundler",
        (
            Install(
                "bundler",
                r"bundle(?:r)?(?: _\S+_)? install\b.*",
                _BUNDLE,
                "Gemfile Gemfile.lock ./",
                at_home=True,
            ),
        ),
        caches=(_BUNDLE,),
        reads=_bundler,
    ),
    Tool(
        "composer",
        (
            Install(
                "composer",
                r"composer (?:-\S++ )*+install\b.*",
                "/root/.composer/cache",
                "composer.json composer.lock ./",
                at_home=True,
            ),
        ),
    ),
    Tool(
        "maven",
        (
            Install(
                "maven", rf"{_MAVEN} .*dependency:(?:go-offline|resolve)\S*.*", "/root/.m2", "pom.xml ./", at_home=True
            ),
            Install(
                "maven",
                rf"{_MAVEN} .*\b(?:package|install|verify|compile)\b.*",
                "/root/.m2",
                "",
                compiles=True,
                at_home=True,
            ),
        ),
        store=("/root/.m2/repository",),
        program=_MAVEN,
        fetch="mvn dependency:go-offline",
        named_in=r"(?:^|/)pom\.xml$",
    ),
    Tool(
        "gradle",
        (
            Install(
                "gradle",
                rf"{_GRADLE} .*\bdependencies\b.*",
                "/root/.gradle",
                "build.gradle* settings.gradle* ./",
                at_home=True,
            ),
            Install(
                "gradle",
                rf"{_GRADLE} .*\b(?:build|assemble|bootJar|jar|shadowJar|installDist)\b.*",
                "/root/.gradle",
                "",
                compiles=True,
                at_home=True,
            ),
        ),
        store=("/root/.gradle",),
        program=_GRADLE,
        fetch="gradle dependencies",
        named_in=r"\.gradle",
    ),
    Tool(
        "dotnet",
        (
            Install("dotnet", r"dotnet restore\b.*", _NUGET, "*.csproj ./", at_home=True),
            Install("dotnet", r"dotnet (?:build|publish)\b.*", _NUGET, "", compiles=True, at_home=True),
        ),
        fetch="dotnet restore",
        named_in=r"\.(?:csproj|sln|fsproj)",
    ),
    Tool("mix", (Install("mix", r"mix deps\.get\b.*", "/root/.hex", "mix.exs mix.lock ./", at_home=True),)),
)

_BIN: Final = r"(?:(?:usr/|usr/local/)?bin/)"

OTHERS: Final = Tooling(
    images=(
        *(Image(name) for name in ("ruby", "eclipse-temurin", "amazoncorretto")),
        Image("openjdk", has_root_home=False),
        Image("php", is_plain=False),
        *(Image(name, is_plain=False, is_for_builds=True) for name in ("maven", "gradle")),
        *(
            Image(name, is_plain=False, has_root_home=False, is_for_builds=True)
            for name in ("gcc", "sdk", "swift", "haskell", "clojure", "sbt")
        ),
    ),
    tools=_TOOLS,
    sets_up=r"gem install bundler\b.*",
    clears=r"-Dmaven\.repo|--gradle-user-home|-g \.",
    cache_variables=r"MAVEN_\w+|GRADLE_\w+|BUNDLE_\w+|GEM_HOME",
    left=Left(
        caches=(
            (r"(?:.{0,300}/)?\.m2/repository", "the repository of Maven"),
            (r"(?:.{0,300}/)?\.gradle/(?:caches|wrapper/dists)", "the cache of Gradle"),
            (r"(?:.{0,300}/)?\.cache/composer|(?:.{0,300}/)?\.composer/cache", "the cache of Composer"),
        ),
        marks=(".m2/", ".gradle/"),
        tools=(
            (
                rf"{_BIN}javac|(?:opt|usr/lib/jvm|usr/java|usr/local)/[^/]{{1,60}}(?:/[^/]{{1,60}})?/bin/javac",
                "the Java compiler",
            ),
            (r"usr/share/maven[^/]{0,9}/bin/mvn|opt/(?:apache-)?maven[^/]{0,20}/bin/mvn|usr/bin/mvn", "Maven"),
            (r"opt/gradle[^/]{0,20}/bin/gradle|usr/bin/gradle", "Gradle"),
            (r"usr/(?:share|lib|local/share)/dotnet/sdk/[^/]{1,40}/dotnet\.dll", "the .NET SDK"),
        ),
    ),
)
