#!/usr/bin/env python3
"""Compiles the C++ programs that README.md shows, so that what a newcomer copies works.

Usage: check_readme.py <compiler> <root of the tree>
"""
import os
import re
import subprocess
import sys

SKIP = 77


def main():
    compiler, root = sys.argv[1], os.path.abspath(sys.argv[2])
    with open(os.path.join(root, "README.md"), encoding="utf-8") as file:
        programs = re.findall(r"^```cpp\n(.*?)^```", file.read(), re.DOTALL | re.MULTILINE)
    if not programs:
        sys.exit("README.md shows no C++ program")
    for program in programs:
        missing = [name for name in re.findall(r'#include "([^"]+)"', program) if not os.path.exists(os.path.join(root, name))]
        if missing:
            print(f"SKIPPED: {' '.join(missing)} does not exist yet")
            sys.exit(SKIP)
        result = subprocess.run([compiler, "-std=c++20", "-Wall", "-Wextra", "-Werror", "-I", root, "-fsyntax-only", "-x", "c++", "-"],
                                input=program, text=True, check=False)
        if result.returncode != 0:
            sys.exit("README.md shows a program that does not compile; the compiler's words are above")
    print(f"README.md: {len(programs)} programs compile")


if __name__ == "__main__":
    main()
