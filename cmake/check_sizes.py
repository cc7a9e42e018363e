#!/usr/bin/env python3
"""Checks that functions, files and names stay within the house's limits.

Usage: check_sizes.py <root of the tree>

A function has at most 60 lines and nine of ten at most 25; a file at most 600, a test file 1000; no name says util, helper,
common or misc; each folder of the library has a README.md of at most 40 lines. Exceptions stand in cmake/size_exceptions.txt with a reason, and one that is no longer needed is a problem.
"""
import os
import re
import sys

from check_layers import tree_files
from cpp_functions import functions_of

FUNCTION_LINES, FUNCTION_LINES_OF_NINE_IN_TEN, FILE_LINES, TEST_FILE_LINES, README_LINES = 60, 25, 600, 1000, 40
FOLDERS_WITH_README = ("beam", "coders", "transforms", "io", "runners", "examples", "bench", "test", "cmake")
FORBIDDEN_WORDS = {"util", "utils", "utility", "utilities", "helper", "helpers", "common", "misc"}


def read_exceptions(path):
    """Returns {subject: reason}; a line is "<subject>: <reason>", a subject a file or file#function."""
    exceptions = {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            line = line.strip()
            if line and not line.startswith("#"):
                subject, _, reason = line.partition(": ")
                exceptions[subject.strip()] = reason.strip()
    return exceptions


def measure(name, text):
    """Yields (subject, sentence) for everything in the file that is above a limit."""
    lines = text.count("\n")
    limit = TEST_FILE_LINES if name.startswith("test/") else FILE_LINES
    if lines > limit:
        yield name, f"{name}: {lines} lines, the limit is {limit}; a file is one thing, which two things are in this one?"
    for function in functions_of(text):
        if function.length > FUNCTION_LINES:
            yield (f"{name}#{function.name}",
                   f"{name}:{function.first_line}: {function.name} has {function.length} lines, the limit is {FUNCTION_LINES}")
    stem = os.path.splitext(name)[0]
    for word in re.split(r"[/_]", stem):
        if word in FORBIDDEN_WORDS:
            yield name, f'{name}: a name with "{word}" in it; what do these things have in common? The answer is the name'


def readme_problems(root, files):
    """Every top-level folder and every folder of the library says in a README what it is."""
    library = {os.path.dirname(name) for name in files if name.split("/")[0] in ("beam", "coders", "transforms", "io", "runners")}
    present = {name.split("/")[0] for name in files}
    for folder in sorted(library | (set(FOLDERS_WITH_README) & present)):
        path = os.path.join(root, folder, "README.md")
        if not os.path.exists(path):
            yield f"{folder}/README.md is missing: what the folder is, what it may include, where to start reading"
            continue
        with open(path, encoding="utf-8") as file:
            lines = file.read().count("\n")
        if lines > README_LINES:
            yield f"{folder}/README.md: {lines} lines, the limit is {README_LINES}"


def main():
    root = os.path.abspath(sys.argv[1])
    exceptions = read_exceptions(os.path.join(root, "cmake", "size_exceptions.txt"))
    used, problems, lengths = set(), [], []
    files = tree_files(root)
    for name in files:
        with open(os.path.join(root, name), encoding="utf-8") as file:
            text = file.read()
        if not name.startswith("test/"):
            lengths += [function.length for function in functions_of(text)]
        for subject, sentence in measure(name, text):
            if exceptions.get(subject):
                used.add(subject)
            else:
                problems.append(sentence)
    problems += [f"cmake/size_exceptions.txt: {subject} is within the limits or has no reason; remove the line"
                 for subject in exceptions if subject not in used]
    problems += readme_problems(root, files)
    lengths.sort()
    nine_in_ten = lengths[len(lengths) * 9 // 10] if lengths else 0
    if nine_in_ten > FUNCTION_LINES_OF_NINE_IN_TEN:
        problems.append(f"one function in ten is longer than {nine_in_ten} lines, the limit is {FUNCTION_LINES_OF_NINE_IN_TEN}")
    for problem in problems:
        print(problem)
    median = lengths[len(lengths) // 2] if lengths else 0
    print(f"sizes: {len(files)} files; {len(lengths)} functions outside test/, median {median} lines, nine in ten within "
          f"{nine_in_ten}, longest {max(lengths, default=0)}; {len(used)} exceptions, {len(problems)} problems")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
