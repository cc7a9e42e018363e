#!/usr/bin/env python3
"""Compiles programs that must not compile, and holds the compiler's first error against the sentence in the source.

Usage: compile_fail.py <compiler> <root of the tree> [--at-least N] [--jobs N] [<file>...]

Each test/compile_fail/*.cc is one of two:
- a mistake: it has a line "// expect-error: TEXT". It must fail to compile, and the first line with "error:" in the
  compiler's output must contain TEXT (every TEXT, if there are several lines).
- a positive control: it has a line "// expect-compiles" and must compile, so that a mistake is known to be the only one.
Every sentence in beam/fn/diagnose*.h (a string literal of 25 characters or more) must be met by the TEXT of a mistake, and
a TEXT must single out one sentence.
"""
import argparse
import concurrent.futures
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile

SKIP = 77
DIAGNOSES = "beam/fn/diagnose*.h"
SENTENCE_LENGTH = 25
EXPECT_ERROR = re.compile(r"^\s*//\s*expect-error:\s*(.*\S)\s*$", re.MULTILINE)
EXPECT_COMPILES = re.compile(r"^\s*//\s*expect-compiles\b", re.MULTILINE)
ERROR_LINE = re.compile(r"^.*\berror: .*$", re.MULTILINE)
COMMENT = re.compile(r'("(?:\\.|[^"\\\n])*")|//[^\n]*|/\*.*?\*/', re.DOTALL)
LITERALS = re.compile(r'"(?:\\.|[^"\\\n])*"(?:\s*"(?:\\.|[^"\\\n])*")*')


class Case:
    def __init__(self, path):
        self.path, self.name = path, os.path.basename(path)
        with open(path, encoding="utf-8") as file:
            text = file.read()
        self.expected = EXPECT_ERROR.findall(text)
        self.compiles = bool(EXPECT_COMPILES.search(text))

    def verdict(self, compile_command):
        """Returns None if all is as it should be, otherwise a sentence."""
        if bool(self.expected) == self.compiles:
            return "needs either a line '// expect-error: TEXT' or a line '// expect-compiles'"
        result = subprocess.run(compile_command + ["-fsyntax-only", self.path], stdin=subprocess.DEVNULL,
                                capture_output=True, text=True, check=False)
        first = ERROR_LINE.search(result.stderr)
        if self.compiles:
            return None if result.returncode == 0 else f"must compile, but: {first.group(0) if first else result.stderr}"
        if result.returncode == 0:
            return "compiles, but must fail with: " + " / ".join(self.expected)
        missing = [text for text in self.expected if not first or text not in first.group(0)]
        if missing:
            return f"the first error does not say: {missing[0]}\n    it says: {first.group(0) if first else result.stderr}"
        return None


def sentences_in(text):
    """The sentences of a file of diagnoses: its long string literals, adjacent ones joined."""
    without_comments = COMMENT.sub(lambda match: match.group(1) or " ", text)
    for literals in LITERALS.findall(without_comments):
        sentence = "".join(re.findall(r'"((?:\\.|[^"\\\n])*)"', literals)).replace('\\"', '"')
        if len(sentence) >= SENTENCE_LENGTH and not sentence.endswith(".h"):
            yield sentence


def uncovered(sentences, cases):
    """Yields a line for each sentence without a test, and for each TEXT that fits several sentences."""
    texts = [(case.name, text) for case in cases for text in case.expected]
    for sentence in sorted(set(sentences)):
        if not any(text in sentence for _, text in texts):
            yield f'beam/fn: no test expects the sentence "{sentence}"'
    for name, text in texts:
        meant = {sentence for sentence in sentences if text in sentence}
        if len(meant) > 1 and not any(text == sentence for sentence in meant):
            yield f"{name}: the text fits {len(meant)} sentences of beam/fn; write more of the one that is meant: {text}"


def precompile(compiler, root, folder):
    """The compile command, with beam/beam.h precompiled: the cases share it and are many."""
    command = [compiler, "-std=c++20"]
    header = os.path.join(root, "beam", "beam.h")
    if not os.path.exists(header):
        return command + ["-I", root]
    if "clang" in os.path.basename(compiler):
        output = os.path.join(folder, "beam.h.pch")
        use = ["-include-pch", output, "-I", root]
    else:
        # The header lies beside what it was precompiled to, because a second include of it looks for the file itself.
        os.makedirs(os.path.join(folder, "beam"))
        header = shutil.copy(header, os.path.join(folder, "beam", "beam.h"))
        output = header + ".gch"
        use = ["-I", folder, "-I", root, "-include", "beam/beam.h"]
    subprocess.run(command + ["-I", root, "-x", "c++-header", header, "-o", output], check=True, stdin=subprocess.DEVNULL)
    return command + use


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("compiler")
    parser.add_argument("root")
    parser.add_argument("--at-least", type=int, default=0, help="fail if there are fewer mistakes than this")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("files", nargs="*")
    arguments = parser.parse_args()
    root = os.path.abspath(arguments.root)
    folder = os.path.join(root, "test", "compile_fail")
    files = arguments.files or sorted(os.path.join(folder, name) for name in os.listdir(folder) if name.endswith(".cc"))
    if not files:
        print("SKIPPED: test/compile_fail holds no case yet")
        sys.exit(SKIP)
    cases = [Case(path) for path in files]
    with tempfile.TemporaryDirectory() as scratch:
        command = precompile(arguments.compiler, root, scratch)
        with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
            verdicts = list(pool.map(lambda case: case.verdict(command), cases))
    problems = [f"{case.name}: {verdict}" for case, verdict in zip(cases, verdicts) if verdict]
    mistakes = sum(1 for case in cases if case.expected)
    sentences = []
    diagnoses = sorted(glob.glob(os.path.join(root, DIAGNOSES)))
    if not arguments.files and diagnoses:
        for path in diagnoses:
            with open(path, encoding="utf-8") as file:
                sentences += sentences_in(file.read())
        problems += uncovered(sentences, cases)
    if not arguments.files and mistakes < arguments.at_least:
        problems.append(f"{mistakes} mistakes are tested, {arguments.at_least} are promised")
    for problem in problems:
        print(problem)
    print(f"compile_fail with {arguments.compiler}: {mistakes} mistakes, {len(cases) - mistakes} positive controls, "
          f"{len(set(sentences))} sentences, {len(problems)} problems")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
