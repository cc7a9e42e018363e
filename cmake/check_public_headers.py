#!/usr/bin/env python3
"""Reads what the preprocessor makes of every installed header and fails if one reaches a library that users need not have.

Usage: check_public_headers.py <compiler> <root of the tree> <file with the list of installed headers>

cmake/check_layers.py reads our own #include lines; this check sees also what comes in through other headers and macros.
"""
import os
import re
import subprocess
import sys

from check_layers import read_table, split_rows

SKIP = 77
LINE_MARKER = re.compile(r'^# \d+ "([^"<]+)"', re.MULTILINE)


def files_reached(compiler, root, header):
    """The paths of all files that including the header reads."""
    result = subprocess.run([compiler, "-std=c++20", "-I", root, "-x", "c++", "-E", "-"], input=f'#include "{header}"\n',
                            capture_output=True, text=True, check=False)
    if result.returncode != 0:
        sys.exit(f"{header} does not get through the preprocessor:\n{result.stderr}")
    return set(LINE_MARKER.findall(result.stdout))


def foreign_files(paths, root, libraries):
    """The files that belong to one of the libraries: a folder or the stem of the file is named after it."""
    for path in sorted(paths):
        full = os.path.abspath(path)
        if full.startswith(root + os.sep):
            continue
        folders, name = os.path.split(full)
        if libraries & set(folders.split(os.sep)) or os.path.splitext(name)[0] in libraries:
            yield path


def main():
    compiler, root = sys.argv[1], os.path.abspath(sys.argv[2])
    with open(sys.argv[3], encoding="utf-8") as file:
        headers = file.read().split()
    if not os.path.exists(os.path.join(root, "beam", "beam.h")):
        print("SKIPPED: beam/beam.h does not exist yet")
        sys.exit(SKIP)
    table = read_table(os.path.join(root, "cmake", "layers.cmake"))
    libraries = set(table["BEAM_LIBRARIES_OUTSIDE_PUBLIC_HEADERS"])
    allowed = split_rows(table["BEAM_LIBRARY_HEADERS_ALLOWED"])
    problems, reached = [], 0
    for header in headers:
        own_libraries = {entry.split("/")[0] for entry in allowed.get(header, [])}
        paths = files_reached(compiler, root, header)
        reached += len(paths)
        problems += [f"{header} reaches {path}; an installed header reaches the standard library and our own headers only"
                     for path in foreign_files(paths, root, libraries - own_libraries)]
    for problem in problems:
        print(problem)
    if "beam/beam.h" not in headers:
        problems.append("")
        print("beam/beam.h is not listed with beam_headers, so it is not installed")
    print(f"public headers: {len(headers)} headers reach {reached} files, {len(problems)} problems")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
