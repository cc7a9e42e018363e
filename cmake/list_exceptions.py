#!/usr/bin/env python3
"""Lists every place where the tree excuses itself from a check, with the reason that stands there.

Usage: list_exceptions.py [--check]        with --check: fails if one has no reason

Counted: NOLINT, warnings switched off in code, sanitizer exclusions, formatting switched off, tests that may fail or are
hidden, sizes above the limits, lines of sanitizer suppression files. The reason is the text that follows in the same
comment, or the comment on the line above.
"""
import os
import re
import subprocess
import sys

KINDS = (
    ("NOLINT", re.compile(r"//\s*NOLINT(?:NEXTLINE|BEGIN)?(?:\([^)]*\))?[:\s]*(.*)")),
    ("suppression", re.compile(r"#\s*pragma\s+(?:GCC|clang)\s+diagnostic\s+ignored\s+\"[^\"]*\"\s*(?://\s*(.*))?")),
    ("suppression", re.compile(r"no_sanitize(?:_\w+)?\b[^/]*(?://\s*(.*))?")),
    ("suppression", re.compile(r"clang-format\s+off[:\s]*(.*)")),
    ("suppression", re.compile(r"-Wno-(?!error)[\w-]+[^#]*(?:#\s*(.*))?")),
    ("test excused", re.compile(r"TEST_CASE.*\[(?:!mayfail|!shouldfail|\.[^\]]*)\][^/]*(?://\s*(.*))?")),
)
EXAMINED = (".h", ".cc", ".cmake", ".supp", "CMakeLists.txt", "CMakePresets.json")


def tracked_files(root):
    listed = subprocess.run(["git", "-C", root, "ls-files"], check=True, capture_output=True, text=True).stdout.split("\n")
    return [name for name in listed if name.endswith(EXAMINED) and os.path.exists(os.path.join(root, name))]


def comment_above(lines, index):
    """The comment that ends above a line, pragmas in between left aside, if there is one."""
    words = []
    while index > 0:
        index -= 1
        line = lines[index].strip()
        match = re.match(r"(?://+|#(?!\s*pragma))\s*(.+)", line)
        if match:
            words.insert(0, match.group(1))
        elif words or not line.startswith("#pragma"):
            break
    return " ".join(words)


def exceptions_of(name, text):
    """Yields (kind, place, reason)."""
    lines = text.split("\n")
    for index, line in enumerate(lines):
        if name.endswith(".supp"):
            if line.strip() and not line.startswith("#"):
                yield "suppression", f"{name}:{index + 1}", comment_above(lines, index)
            continue
        for kind, pattern in KINDS:
            match = pattern.search(line)
            if match and not re.match(r"\s*(//|#)\s*clang-format on", line):
                reason = next((group for group in match.groups() if group), "") or comment_above(lines, index)
                yield kind, f"{name}:{index + 1}", reason.strip()
                break


def size_exceptions(root):
    with open(os.path.join(root, "cmake", "size_exceptions.txt"), encoding="utf-8") as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                subject, _, reason = line.strip().partition(": ")
                yield "size", subject, reason


def main():
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    found = []
    for name in tracked_files(root):
        with open(os.path.join(root, name), encoding="utf-8") as file:
            found += exceptions_of(name, file.read())
    found += size_exceptions(root)
    counts = {kind: sum(1 for entry in found if entry[0] == kind) for kind in ("suppression", "NOLINT", "test excused", "size")}
    print(f"Exceptions in the tree: {counts['suppression']} suppressions, {counts['NOLINT']} NOLINTs, "
          f"{counts['test excused']} tests excused, {counts['size']} sizes above the limits")
    for kind, place, reason in found:
        print(f"  {kind}: {place}: {reason or 'NO REASON IS GIVEN'}")
    if "--check" in sys.argv[1:] and any(not reason for _, _, reason in found):
        sys.exit("An exception without a reason: write it into the same comment or on the line above.")


if __name__ == "__main__":
    main()
