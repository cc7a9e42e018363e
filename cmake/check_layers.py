#!/usr/bin/env python3
"""Checks the include direction of the tree against the table in cmake/layers.cmake.

Usage: check_layers.py <root of the tree> [<file with the list of installed headers>]

Checked: every quoted include exists and is allowed by the table; no cycle; installed headers include installed headers,
the standard library and what the table allows, nothing dear; a header is installed or used by its own folder; a .cc file
includes its own header first.
"""
import os
import re
import subprocess
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)
SOURCE_FOLDERS = ("beam", "coders", "transforms", "io", "runners", "examples", "bench", "test", "cmake")
INSTALLED_FOLDERS = ("beam", "coders", "transforms", "io")


def read_table(path):
    """Returns {variable: [entry, ...]} for the set(...) commands of a CMake file."""
    with open(path, encoding="utf-8") as file:
        text = re.sub(r"^\s*#.*$", "", file.read(), flags=re.MULTILINE)
    table = {}
    for name, body in re.findall(r"set\(\s*(\w+)([^)]*)\)", text):
        table[name] = [quoted or bare for quoted, bare in re.findall(r'"([^"]*)"|([^\s"]+)', body)]
    return table


def split_rows(rows):
    """Turns "name | a b" rows into {name: [a, b]}."""
    split = {}
    for row in rows:
        name, _, rest = row.partition("|")
        split[name.strip()] = rest.split()
    return split


def tree_files(root):
    """The tracked .h and .cc files, and those that are about to be tracked."""
    listed = subprocess.run(
        ["git", "-C", root, "ls-files", "--cached", "--others", "--exclude-standard", "*.h", "*.cc"],
        check=True, capture_output=True, text=True).stdout.split("\n")
    inside = (name for name in listed if name.split("/")[0] in SOURCE_FOLDERS)
    return sorted(name for name in set(inside) if os.path.exists(os.path.join(root, name)))


class Tree:
    def __init__(self, root, files, table, installed=()):
        self.root, self.files, self.installed = root, set(files), set(installed)
        self.group_of = {file: "@" + name.removeprefix("BEAM_GROUP_").lower()
                         for name, entries in table.items() if name.startswith("BEAM_GROUP_") for file in entries}
        self.layers = split_rows(table["BEAM_LAYERS"])
        self.dear = set(table["BEAM_STANDARD_HEADERS_TOO_DEAR"])
        self.libraries = set(table["BEAM_LIBRARIES_OUTSIDE_PUBLIC_HEADERS"])
        self.allowed_library_headers = split_rows(table["BEAM_LIBRARY_HEADERS_ALLOWED"])
        self.includes = {name: self.read_includes(name) for name in files}

    def read_includes(self, name):
        with open(os.path.join(self.root, name), encoding="utf-8") as file:
            return [(quote == '"', target) for quote, target in INCLUDE.findall(file.read())]

    def part_of(self, name):
        """The row of the table that decides about a file."""
        if name in self.group_of:
            return self.group_of[name]
        fitting = [row for row in self.layers if name == row or name.startswith(row + "/")]
        return max(fitting, key=len, default=None)

    def may_include(self, name, target):
        part, other = self.part_of(name), self.part_of(target)
        permitted = self.layers[part]
        return part == other or other in permitted or "*" in permitted

    def arrows(self):
        for name in sorted(self.files):
            if self.part_of(name) is None:
                yield f"{name}: no row of cmake/layers.cmake fits this file; give its folder a row"
                continue
            for quoted, target in self.includes[name]:
                if not quoted:
                    continue
                if target not in self.files:
                    if target.split("/")[0] in SOURCE_FOLDERS:
                        yield f'{name}: includes "{target}", which does not exist'
                    else:
                        yield f'{name}: includes "{target}"; write paths from the root of the tree, as in "beam/pipeline.h"'
                elif not self.may_include(name, target):
                    yield (f'{name}: includes "{target}", but {self.part_of(name)} may not include '
                           f"{self.part_of(target)}; move the code down, or the arrow in cmake/layers.cmake is wrong")

    def cycles(self):
        done, path = set(), []

        def visit(name):
            if name in path:
                yield "a cycle of includes: " + " -> ".join(path[path.index(name):] + [name])
                return
            if name in done:
                return
            path.append(name)
            for quoted, target in self.includes[name]:
                if quoted and target in self.files:
                    yield from visit(target)
            path.pop()
            done.add(name)

        for name in sorted(self.files):
            yield from visit(name)

    def installed_headers(self):
        for name in sorted(self.installed & self.files):
            allowed = self.allowed_library_headers.get(name, [])
            for quoted, target in self.includes[name]:
                if quoted and target in self.files and target not in self.installed:
                    yield (f'{name}: is installed but includes "{target}", which is not; list that with beam_headers in the '
                           "CMakeLists.txt of its folder")
                elif not quoted and ("/" in target or target.split(".")[0] in self.libraries) and target not in allowed:
                    yield (f"{name}: includes <{target}>; an installed header includes the standard library and our own "
                           "headers only. Use the library in a .cc file")
                elif not quoted and "." in target and target not in allowed:
                    yield f"{name}: includes <{target}>; an installed header uses the C++ form (<cstdint>) and no system header"
                elif not quoted and target in self.dear and target not in allowed:
                    yield f"{name}: includes <{target}>, which is too dear for everybody who includes us; use it in a .cc file"

    def forgotten_headers(self):
        for name in sorted(self.files):
            if not name.endswith(".h") or name.split("/")[0] not in INSTALLED_FOLDERS or name in self.installed:
                continue
            folder = os.path.dirname(name)
            users = [other for other in self.files if other != name and os.path.dirname(other) == folder
                     and (True, name) in self.includes[other]]
            if not users:
                yield (f"{name}: belongs to no target and no file of its folder uses it; list it with "
                       f"beam_headers in {folder}/CMakeLists.txt")

    def own_header_first(self):
        for name in sorted(self.files):
            own = name[:-3] + ".h"
            if name.endswith(".cc") and own in self.files and self.includes[name]:
                if self.includes[name][0] != (True, own):
                    yield f'{name}: includes "{own}" not first; first place proves that the header stands alone'

    def problems(self):
        yield from self.arrows()
        yield from self.cycles()
        yield from self.own_header_first()
        if self.installed:
            yield from self.installed_headers()
            yield from self.forgotten_headers()


def main():
    root = os.path.abspath(sys.argv[1])
    installed = []
    if len(sys.argv) > 2:
        with open(sys.argv[2], encoding="utf-8") as file:
            installed = file.read().split()
    files = tree_files(root)
    tree = Tree(root, files, read_table(os.path.join(root, "cmake", "layers.cmake")), installed)
    problems = list(tree.problems())
    for problem in problems:
        print(problem)
    arrows = sum(len(includes) for includes in tree.includes.values())
    print(f"layers: {len(files)} files, {arrows} includes, {len(installed)} installed headers, {len(problems)} problems")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
