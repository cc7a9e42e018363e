#!/usr/bin/env python3
"""Puts standard input into a document as the section of one part, in the place of the section that was there.

Usage: put_section.py <document> <part> <part>...    the parts in the order of the document, the first one being put
"""
import re
import sys

TITLE = "# The last nightly runs\n\nEach section is written by `./dev nightly PART`; `./dev nightly` runs them all.\n"


def sections_of(text):
    """The sections of a document by their names."""
    pieces = re.split(r"^## (.+)\n", text, flags=re.M)
    return dict(zip(pieces[1::2], pieces[2::2]))


def main():
    path, part, order = sys.argv[1], sys.argv[2], sys.argv[3:]
    try:
        with open(path, encoding="utf-8") as document:
            sections = sections_of(document.read())
    except FileNotFoundError:
        sections = {}
    sections[part] = "\n" + sys.stdin.read().strip() + "\n\n"
    missing = [name for name in order if name not in sections]
    with open(path, "w", encoding="utf-8") as document:
        document.write(TITLE)
        if missing:
            document.write(f"Not run yet: {', '.join(missing)}.\n")
        document.write("\n")
        document.write("".join(f"## {name}\n{sections[name]}" for name in order if name in sections).rstrip() + "\n")


main()
