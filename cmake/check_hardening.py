#!/usr/bin/env python3
"""Reads out of a linked program that the hardening flags took effect.

Usage: check_hardening.py <program> <build configuration>
"""
import re
import subprocess
import sys

SKIP = 77
# What readelf has to print, and what it means. The last one needs optimization and holds for release builds.
EXPECTED = (
    (r"Type:\s+DYN", "position-independent (-pie)"),
    (r"GNU_RELRO", "relocations read-only after start (-z relro)"),
    (r"\bNOW\b|BIND_NOW", "all symbols bound at start (-z now)"),
    (r"GNU_STACK.*\n?.*\bRW\b(?!E)", "a stack that cannot be executed"),
    (r"__stack_chk_fail", "stack protector (-fstack-protector-strong)"),
)
EXPECTED_IN_RELEASE = ((r"__\w+_chk\b(?<!__stack_chk)", "checked library calls (-D_FORTIFY_SOURCE=2)"),)


def missing(text, configuration):
    """The meanings that cannot be found in readelf's output."""
    release = configuration in ("Release", "RelWithDebInfo", "MinSizeRel")
    return [meaning for pattern, meaning in EXPECTED + (EXPECTED_IN_RELEASE if release else ())
            if not re.search(pattern, text)]


def main():
    program, configuration = sys.argv[1:]
    try:
        result = subprocess.run(["readelf", "-W", "-hlds", program], capture_output=True, text=True, check=True)
    except FileNotFoundError:
        print("SKIPPED: readelf (binutils) is not installed")
        sys.exit(SKIP)
    problems = missing(result.stdout, configuration)
    for meaning in problems:
        print(f"{program} lacks: {meaning}")
    print(f"hardening ({configuration}): {len(problems)} problems")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
