#!/usr/bin/env python3
"""Holds the compile time of a program that includes us within its budget.

Usage: header_cost.py <compiler> <root of the tree> [--runs N]

Measured in seconds of processor time (user and system), because wall time says more about the neighbours:
- #include "beam/beam.h" costs at most twice what five plain standard headers cost. The two are compiled in turns, and the
  median of the ratios of neighbours in time counts, so that a busy machine slows both of a pair.
- examples/wordcount.cc compiles at -O2 in at most 6 seconds.
"""
import argparse
import os
import statistics
import subprocess
import sys
import tempfile

STANDARD_HEADERS = ("string", "vector", "functional", "memory", "tuple")
HEADER_RATIO, WORDCOUNT_SECONDS, SKIP = 2.0, 6.0, 77


def processor_seconds(command):
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"header cost: this does not compile: {' '.join(command)}")
    return usage.ru_utime + usage.ru_stime


def header_ratio(compile_command, folder, runs):
    sources = {"standard": "".join(f"#include <{name}>\n" for name in STANDARD_HEADERS), "ours": '#include "beam/beam.h"\n'}
    seconds = {name: [] for name in sources}
    for name, text in sources.items():
        with open(os.path.join(folder, name + ".cc"), "w", encoding="utf-8") as file:
            file.write(text)
    for _ in range(runs):
        for name in sources:
            path = os.path.join(folder, name + ".cc")
            seconds[name].append(processor_seconds(compile_command + ["-fsyntax-only", path]))
    ours, standard = (statistics.median(seconds[name]) for name in ("ours", "standard"))
    ratio = statistics.median(a / b for a, b in zip(seconds["ours"], seconds["standard"]))
    print(f'header cost: #include "beam/beam.h" {ours:.2f} s, <{"> <".join(STANDARD_HEADERS)}> {standard:.2f} s, '
          f"ratio {ratio:.2f} of at most {HEADER_RATIO} (median of {runs} pairs)")
    return ratio


def wordcount_seconds(compile_command, root, folder, runs):
    output = os.path.join(folder, "wordcount.o")
    command = compile_command + ["-O2", "-c", os.path.join(root, "examples", "wordcount.cc"), "-o", output]
    seconds = statistics.median(processor_seconds(command) for _ in range(runs))
    print(f"header cost: examples/wordcount.cc at -O2 {seconds:.2f} s of at most {WORDCOUNT_SECONDS} s (median of {runs} runs)")
    return seconds


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("compiler")
    parser.add_argument("root")
    parser.add_argument("--runs", type=int, default=11)
    arguments = parser.parse_args()
    for name in ("beam/beam.h", "examples/wordcount.cc"):
        if not os.path.exists(os.path.join(arguments.root, name)):
            print(f"SKIPPED: {name} does not exist yet")
            sys.exit(SKIP)
    compile_command = [arguments.compiler, "-std=c++20", "-I", arguments.root]
    with tempfile.TemporaryDirectory() as folder:
        within = header_ratio(compile_command, folder, arguments.runs) <= HEADER_RATIO
        within &= wordcount_seconds(compile_command, arguments.root, folder, 3) <= WORDCOUNT_SECONDS
    sys.exit(0 if within else 1)


if __name__ == "__main__":
    main()
