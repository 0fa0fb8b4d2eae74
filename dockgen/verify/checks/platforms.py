"""It builds for both platforms that servers have."""

from typing import Final

from dockgen.verify.check import Check, Finding, Verdict, broken, kept, skipped
from dockgen.verify.evidence import Evidence


def _judge(evidence: Evidence) -> Verdict:
    if evidence.platforms is None:
        return skipped("only with --full")
    if reason := evidence.target.left_out("cross-build"):
        return skipped(reason)
    tried = evidence.platforms
    if not tried:
        return skipped("this engine builds for one platform")
    failed = {platform: why for platform, why in tried.items() if why}
    if not failed:
        return kept(f"builds for {', '.join(tried)}")
    fix = (
        "Compile on $BUILDPLATFORM for $TARGETARCH, or install emulation: `docker run --privileged tonistiigi/binfmt`."
    )
    findings = [Finding(f"does not build for {platform}: {why}", fix) for platform, why in failed.items()]
    return broken(f"does not build for {', '.join(failed)}", *findings)


CHECK: Final = Check(
    id="platforms",
    title="Builds for amd64 and arm64",
    why="Laptops and cheap servers are arm64 today, and the same Dockerfile should do for them.",
    how="It is built for linux/amd64 and linux/arm64; nothing is kept of it.",
    fix="Compile on the builder's own platform, and copy into an image that needs no command of its own.",
    judge=_judge,
    practice="cross-build",
    needs=("platforms",),
)
