"""Every base image, with every way of HTTPS, as every user, with every kind of project: built and run for real."""

import itertools
import json
import os
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import quote

import pytest
import sample
from engine import tls_flags

BASES = ("scratch", "alpine", "distroless", "slim")
HTTPS = ("no", "outbound", "serve")
USERS = {"default": "65532:65532", "app": "10001:10001", "1234:1234": "1234:1234", "root": "0:0"}
PROJECTS = ("go-hello", "go-module", "go-cmd", "go-vendored")

UNTRUSTED = "x509: certificate signed by unknown authority"


class Combination(NamedTuple):
    """One of all combinations."""

    base: str
    https: str
    user: str
    project: str

    @property
    def flags(self) -> list[str]:
        """The flags that ask for it."""
        user = [] if self.user == "default" else ["--user", self.user]
        return [*sample.load(self.project).flags, "--base", self.base, "--https", self.https, *user]

    @property
    def trusts(self) -> bool:
        """Whether it can call others over HTTPS; distroless images bring a bundle of their own."""
        return self.https != "no" or self.base == "distroless"


ALL = [Combination(*values) for values in itertools.product(BASES, HTTPS, USERS, PROJECTS)]


def pairs(values: Sequence[str]) -> set[tuple[tuple[int, str], ...]]:
    return set(itertools.combinations(enumerate(values), 2))


def covering(combinations: Sequence[Combination]) -> Iterator[Combination]:
    """Yield few combinations in which every pair of values comes together at least once; always the same ones."""
    missing = set().union(*map(pairs, combinations))
    while missing:
        best = max(combinations, key=lambda combination: len(missing & pairs(combination)))
        missing -= pairs(best)
        yield best


# All of them take six minutes with two workers on two cores: no price where the engine is what is tested.
WANTED = os.environ.get("DOCKGEN_MATRIX") or ("all" if os.environ.get("DOCKGEN_ENGINE") == "required" else "pairs")
CHOSEN = ALL if WANTED == "all" else sorted(covering(ALL))


@pytest.mark.engine
@pytest.mark.parametrize("combination", CHOSEN, ids="-".join)
def test_an_image_builds_runs_limited_answers_and_stops(combination, engine, upstream, trusting, tmp_path):
    one = sample.load(combination.project)
    folder = one.copy_to(tmp_path)
    plan = json.loads(sample.init(folder, *combination.flags, "--json"))["plan"]
    assert sample.hadolint(folder / "Dockerfile") == []
    bundles = {plan["build_image"], *([plan["runtime_image"]] if combination.base == "distroless" else [])}
    images = trusting(*bundles)
    assert engine.findings(folder, images=images) == ""
    image = engine.build(folder, images=images)

    tls = combination.https == "serve"
    flags = ["--network", upstream.network, "--publish", f"127.0.0.1::{plan['port']}"]
    flags += tls_flags(upstream.certificates) if tls else []
    authority = upstream.certificates / "ca.crt" if tls else None
    with engine.running(image, *flags) as container:
        for path, text in one.run.http.items():
            assert container.get(plan["port"], path, authority) == (200, text)
        if combination.project != "go-hello":
            fetched = container.get(plan["port"], f"/fetch?url={quote(upstream.url)}", authority)
            if combination.trusts:
                assert fetched == (200, "200 OK\n")
            else:
                assert fetched.status == 502
                assert UNTRUSTED in fetched.text
        assert container.ids() == USERS[combination.user]
        if combination.user == "app":
            assert "\napp:x:10001:10001:" in "\n" + container.read("/etc/passwd")
        container.wait_healthy()
        code, seconds = container.stop()
        assert (code, seconds < 2) == (0, True), f"exit code {code} after {seconds:.1f} s\n{container.logs()}"
    engine.remove(image)


def test_the_part_that_always_runs_covers_every_pair_of_values():
    chosen = list(covering(ALL))
    assert set().union(*map(pairs, chosen)) == set().union(*map(pairs, ALL))
    assert len(chosen) <= 24
