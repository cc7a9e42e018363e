#!/usr/bin/env python3
"""Turns ctest's JUnit file into lines for the tally of ./dev: pass|fail|skip, name, reason.

A test that is left out as a whole ends with exit code 77 and prints a line "SKIPPED: <reason>". A test that leaves out a
part of itself prints the same line and passes; the part is listed as skipped beside the pass.
"""
import re
import sys
import xml.etree.ElementTree as ElementTree

SKIPPED = re.compile(r"^\s*SKIPPED:\s*(.*\S)", re.MULTILINE)


def lines_of(case, suite):
    name = f"{suite}: {case.get('name')}"
    output = case.findtext("system-out") or ""
    reasons = SKIPPED.findall(output)
    status = case.get("status")
    if status == "run":
        yield "pass", name, ""
        for reason in reasons:
            yield "skip", f"{name} (a part)", reason
    elif status in ("notrun", "disabled") and case.find("skipped") is not None:
        message = case.find("skipped").get("message", "")
        if reasons or message != "Unable to find executable":
            yield "skip", name, "; ".join(reasons) or message or "no reason was printed"
        else:
            yield "fail", name, message
    else:
        failure = case.find("failure")
        yield "fail", name, (failure.get("message", "") if failure is not None else str(status))


def main():
    junit, suite = sys.argv[1:]
    for case in ElementTree.parse(junit).getroot().iter("testcase"):
        for line in lines_of(case, suite):
            print("\t".join(field.replace("\t", " ").replace("\n", " ") for field in line))


if __name__ == "__main__":
    main()
