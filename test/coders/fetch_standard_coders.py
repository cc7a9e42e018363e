#!/usr/bin/env python3
"""Brings Beam's standard_coders.yaml and writes it in a form that a test reads without a YAML parser.

Usage: fetch_standard_coders.py <folder> <folder of the wheel>

The result is <folder>/standard_coders.txt, one vector a line, made of tokens separated by blanks:

  <section> <nested: 0 or 1> <check encoding: 0 or 1> <bytes: x and hex digits> <coder> <state> <value>

A coder is "( <urn> <payload> <coder>... )". Strings are "x" and the hex digits of their bytes, integers "i" and the decimal
digits, "n" is null, "t" and "f" are booleans; "[ ... ]" is a list, "{ <key> <value> ... }" a map. A section that says
nothing of "nested" counts for both, as its authors intended.
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import apache_beam_wheel

MEMBER = "apache_beam/portability/api/standard_coders.yaml"


def hex_of(data):
    return "x" + data.hex()


def coder_tokens(coder):
    # Payloads are bytes, written as Latin-1 text.
    payload = coder.get("payload", "").encode("latin-1")
    components = " ".join(coder_tokens(component) for component in coder.get("components", []))
    return f"( {hex_of(coder['urn'].encode())} {hex_of(payload)} {components} )"


def value_tokens(value):
    if value is None:
        return "n"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, int):
        return f"i{value}"
    if isinstance(value, str):
        return hex_of(value.encode("utf-8"))
    if isinstance(value, list):
        return " ".join(["[", *map(value_tokens, value), "]"])
    if isinstance(value, dict):
        entries = (f"{value_tokens(key)} {value_tokens(item)}" for key, item in value.items())
        return " ".join(["{", *entries, "}"])
    raise TypeError(f"standard_coders.yaml holds a {type(value).__name__}, which this script does not know")


def state_tokens(coder):
    entries = (f"{hex_of(token.encode())} {hex_of(data.encode('latin-1'))}" for token, data in coder.get("state", {}).items())
    return " ".join(["{", *entries, "}"])


def refuse_unknown_keys(section_number, mapping, known):
    """What this script does not know would be left out of the test in silence."""
    if set(mapping) - known:
        raise ValueError(f"section {section_number} has keys that this script does not know: {set(mapping) - known}")


def vectors(section_number, section):
    refuse_unknown_keys(section_number, section, {"coder", "nested", "examples"})
    refuse_unknown_keys(section_number, section["coder"], {"urn", "payload", "components", "non_deterministic", "state"})
    contexts = [section["nested"]] if "nested" in section else [True, False]
    encodes = not section["coder"].get("non_deterministic", False)
    for nested in contexts:
        for data, value in section["examples"].items():
            yield " ".join([str(section_number), str(int(nested)), str(int(encodes)), hex_of(data.encode("latin-1")),
                            coder_tokens(section["coder"]), state_tokens(section["coder"]), value_tokens(value)])


def lines_of(text, yaml):
    sections = list(yaml.safe_load_all(text))
    lines = [line for number, section in enumerate(sections, 1) for line in vectors(number, section)]
    return lines, f"{len(lines)} vectors in {len(sections)} sections"


if __name__ == "__main__":
    apache_beam_wheel.convert_yaml(MEMBER, "standard_coders.txt", lines_of)
