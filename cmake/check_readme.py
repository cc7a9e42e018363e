#!/usr/bin/env python3
"""Compiles the C++ programs that README.md and docs/*.md show, so that what a newcomer copies works.

Usage: check_readme.py <compiler> <root of the tree>
"""
import glob
import os
import re
import subprocess
import sys

SKIP = 77


def check(compiler, root, page):
    """Compiles the programs of one page and returns how many there are."""
    with open(os.path.join(root, page), encoding="utf-8") as file:
        programs = re.findall(r"^```cpp\n(.*?)^```", file.read(), re.DOTALL | re.MULTILINE)
    for program in programs:
        missing = [name for name in re.findall(r'#include "([^"]+)"', program) if not os.path.exists(os.path.join(root, name))]
        if missing:
            print(f"SKIPPED: {' '.join(missing)} does not exist yet")
            sys.exit(SKIP)
        result = subprocess.run([compiler, "-std=c++20", "-Wall", "-Wextra", "-Werror", "-I", root, "-fsyntax-only", "-x", "c++", "-"],
                                input=program, text=True, check=False)
        if result.returncode != 0:
            sys.exit(f"{page} shows a program that does not compile; the compiler's words are above")
    print(f"{page}: {len(programs)} programs compile")
    return len(programs)


def main():
    compiler, root = sys.argv[1], os.path.abspath(sys.argv[2])
    if check(compiler, root, "README.md") == 0:
        sys.exit("README.md shows no C++ program")
    for page in sorted(glob.glob("docs/*.md", root_dir=root)):
        check(compiler, root, page)


if __name__ == "__main__":
    main()
