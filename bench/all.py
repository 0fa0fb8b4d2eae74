"""Measures everything, or the parts that are named.

Exit code 1: a limit is broken. 2: a part that was asked for could not be measured.
"""

import argparse
import sys

import apps
import docker_init
import ladder
import report
import sizes
import startup
import verify
import walk

PARTS = {
    part.name: part
    for part in (
        *(
            startup.PART,
            walk.PART,
            apps.PART,
            docker_init.PART,
            docker_init.PART_RUST,
            sizes.PART,
            ladder.PART,
            verify.PART,
        ),
    )
}


def main() -> int:
    """Run the parts one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", nargs="*", help=f"{', '.join(PARTS)} (default: all that can run)")
    parser.add_argument("--runs", type=report.positive, help="how often to measure (default: each part's own number)")
    parser.add_argument("--require-engine", action="store_true", help="fail where there is no container engine")
    arguments = parser.parse_args()
    if unknown := set(arguments.part) - PARTS.keys():
        parser.error(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    codes = set()
    for part in [PARTS[name] for name in arguments.part] or PARTS.values():
        is_asked = part.name in arguments.part or arguments.require_engine
        codes.add(report.run(part, arguments.runs or part.runs, is_asked=is_asked)[0])
    return report.BROKEN_LIMIT if report.BROKEN_LIMIT in codes else max(codes)


if __name__ == "__main__":
    sys.exit(main())
