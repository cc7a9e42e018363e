#!/usr/bin/env python3
"""Brings Beam's trigger_transcripts.yaml and writes it in a form that a test reads without a YAML parser.

Usage: fetch_trigger_transcripts.py <folder> <folder of the wheel>

The result is <folder>/trigger_transcripts.txt. Each line is a word and what belongs to it:

  transcript <name>                        begins a transcript
  broken_on <runner> [<reason>]            as the file says, the reason from its comment
  error <text>                             the transcript is a wrong one, and this is what has to be found wrong
  windowing <window function> <numbers>... | lateness <n> | accumulation <name> | timestamps <name>
  trigger <token>...                       Count 3, Default, Watermark early <trigger> late <trigger> end, ...
  input <timestamp>... | watermark <n> | state
  expect <number of panes>                 and as many lines
  pane <attribute> <value>...              window <start> <last>, values <n>..., index <n>, early <0 or 1>, ...
"""
import ast
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
import apache_beam_wheel

MEMBER = "apache_beam/testing/data/trigger_transcripts.yaml"
KNOWN = {"name", "broken_on", "error", "window_fn", "windowfn", "trigger_fn", "timestamp_combiner", "allowed_lateness",
         "accumulation_mode", "transcript"}


def call(text):
    """Splits "Name(1, early=...)" into its name, its positional and its named arguments, as syntax trees."""
    node = ast.parse(text, mode="eval").body if isinstance(text, str) else text
    if isinstance(node, ast.Name):
        return node.id, [], {}
    return node.func.id, node.args, {keyword.arg: keyword.value for keyword in node.keywords}


def trigger_tokens(node):
    name, arguments, named = call(node)
    if name in ("Default", "DefaultTrigger"):
        return "Default"
    if name == "AfterCount":
        return f"Count {ast.literal_eval(arguments[0])}"
    if name == "AfterWatermark":
        parts = [f"{which} {trigger_tokens(named[which])}" for which in ("early", "late") if which in named]
        return " ".join(["Watermark", *parts, "end"])
    raise ValueError(f"the transcripts have a trigger that this script does not know: {name}")


def reasons(text):
    """The comments in the broken_on part of a document, in one line."""
    part = re.search(r"^broken_on:\n((?:[ ].*\n)*)", text, re.MULTILINE)
    comments = re.findall(r"#\s*(.*)", part.group(1)) if part else []
    return " ".join(comments)


def pane_line(pane):
    words = ["pane"]
    for key, value in pane.items():
        words.append(key)
        if isinstance(value, list):
            if key == "values":
                words.append(str(len(value)))
            words.extend(map(str, value))
        else:
            words.append(str(int(value)))
    return " ".join(words)


def lines_of(document, text):
    unknown = set(document) - KNOWN
    if unknown:
        raise ValueError(f"transcript {document.get('name')} has keys that this script does not know: {unknown}")
    yield f"transcript {document['name']}"
    for runner in document.get("broken_on", []):
        yield f"broken_on {runner} {reasons(text)}"
    if "error" in document:
        yield f"error {document['error']}"
    name, arguments, _ = call(document.get("window_fn", "GlobalWindows"))
    yield " ".join(["windowing", name, *(str(ast.literal_eval(argument)) for argument in arguments)])
    yield f"lateness {document.get('allowed_lateness', 0)}"
    yield f"accumulation {document.get('accumulation_mode', 'accumulating').lower()}"
    yield f"timestamps {document.get('timestamp_combiner', 'OUTPUT_AT_EOW')}"
    yield f"trigger {trigger_tokens(document.get('trigger_fn', 'Default'))}"
    for step in document["transcript"]:
        (action, value), = step.items()
        if action == "expect":
            yield f"expect {len(value)}"
            yield from map(pane_line, value)
        elif action == "input":
            yield " ".join(["input", *map(str, value)])
        elif action in ("watermark", "clock"):
            yield f"{action} {value}"
        else:
            yield action


def lines_of_all(text, yaml):
    texts = re.split(r"^---\n", text, flags=re.MULTILINE)
    documents = [yaml.safe_load(part) for part in texts]
    lines = [line for document, part in zip(documents, texts) for line in lines_of(document, part)]
    return lines, f"{len(documents)} transcripts"


if __name__ == "__main__":
    apache_beam_wheel.convert_yaml(MEMBER, "trigger_transcripts.txt", lines_of_all)
