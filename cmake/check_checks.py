#!/usr/bin/env python3
"""Proves that the checks of the house find what they are there for: each gets a violation and must name it."""
import os
import tempfile
import textwrap
import unittest

import check_layers
import check_public_headers
import check_sizes
import compile_fail
import cpp_functions
import list_exceptions

TABLE = {
    "BEAM_GROUP_WORDS": ["beam/word.h"],
    "BEAM_LAYERS": ["beam/base |", "@words | beam/base", "beam | beam/base @words", "io | beam", "test | *"],
    "BEAM_STANDARD_HEADERS_TOO_DEAR": ["regex"],
    "BEAM_LIBRARIES_OUTSIDE_PUBLIC_HEADERS": ["absl", "zlib"],
    "BEAM_LIBRARY_HEADERS_ALLOWED": ["beam/a.h | boost/pfr.hpp"],
}


def problems_of(files, installed=()):
    """The problems that check_layers finds in a tree of {name: text}."""
    with tempfile.TemporaryDirectory() as root:
        for name, text in files.items():
            os.makedirs(os.path.join(root, os.path.dirname(name)), exist_ok=True)
            with open(os.path.join(root, name), "w", encoding="utf-8") as file:
                file.write(text)
        return list(check_layers.Tree(root, sorted(files), TABLE, installed).problems())


class Layers(unittest.TestCase):
    def assert_one_problem(self, problems, text):
        self.assertEqual(len(problems), 1, problems)
        self.assertIn(text, problems[0])

    def test_downward_arrows_are_fine(self):
        self.assertEqual(problems_of({"beam/base/x.h": "", "beam/a.h": '#include "beam/base/x.h"\n#include <string>'}), [])

    def test_an_upward_arrow_is_found(self):
        self.assert_one_problem(problems_of({"beam/base/x.h": '#include "beam/a.h"', "beam/a.h": ""}), "may not include beam")

    def test_a_group_of_files_has_a_row_of_its_own(self):
        self.assert_one_problem(problems_of({"beam/word.h": '#include "beam/a.h"', "beam/a.h": ""}), "@words may not include beam")

    def test_a_cycle_is_found(self):
        self.assert_one_problem(problems_of({"beam/a.h": '#include "beam/b.h"', "beam/b.h": '#include "beam/a.h"'}), "cycle")

    def test_a_missing_file_is_found(self):
        self.assert_one_problem(problems_of({"beam/a.h": '#include "beam/gone.h"'}), "does not exist")

    def test_an_installed_header_includes_installed_headers_only(self):
        files = {"beam/a.h": '#include "beam/b.h"', "beam/b.h": ""}
        self.assert_one_problem(problems_of(files, ["beam/a.h"]), "list that with beam_headers")

    def test_an_installed_header_names_no_library(self):
        for library in ("absl/strings/str_cat.h", "zlib.h", "unistd.h", "regex"):
            self.assert_one_problem(problems_of({"beam/b.h": f"#include <{library}>"}, ["beam/b.h"]), library)

    def test_the_table_can_allow_a_library_header_to_one_file(self):
        self.assertEqual(problems_of({"beam/a.h": "#include <boost/pfr.hpp>"}, ["beam/a.h"]), [])

    def test_a_header_that_nobody_installs_or_uses_is_found(self):
        self.assert_one_problem(problems_of({"beam/a.h": "", "beam/b.h": ""}, ["beam/a.h"]), "belongs to no target")

    def test_a_source_file_includes_its_own_header_first(self):
        files = {"beam/a.h": "", "beam/a.cc": '#include <string>\n#include "beam/a.h"'}
        self.assert_one_problem(problems_of(files), "not first")


class PublicHeaders(unittest.TestCase):
    def test_files_of_a_library_are_found_by_folder_and_by_stem(self):
        paths = {"/usr/include/absl/base/config.h", "/usr/include/zlib.h", "/usr/include/c++/12/string", "/root/beam/fmt/own.h"}
        found = list(check_public_headers.foreign_files(paths, "/root/beam", {"absl", "zlib", "fmt"}))
        self.assertEqual(found, ["/usr/include/absl/base/config.h", "/usr/include/zlib.h"])


class Functions(unittest.TestCase):
    def names_and_lengths(self, text):
        return [(function.name, function.length) for function in cpp_functions.functions_of(textwrap.dedent(text))]

    def test_plain_member_and_template_functions_are_found(self):
        self.assertEqual(self.names_and_lengths("""\
            namespace beam {
            template <class T, class = std::enable_if_t<(sizeof(T) > 1)>>
            T First(const std::vector<T>& all = {}) {
              return all[0];
            }
            class Box final : public Base<int> {
             public:
              Box() : a_{1}, b_(2) {}
              ~Box() { if (a_) { Free(); } }
              bool operator<(const Box& other) const { return a_ < other.a_; }
              int a_ = 0, b_{3};
            };
            }  // namespace beam
            """), [("First", 4), ("Box", 1), ("~Box", 1), ("operator<", 1)])

    def test_tables_types_and_initializers_are_no_functions(self):
        self.assertEqual(self.names_and_lengths("""\
            constexpr int kTable[] = {f(1), f(2)};
            enum class Color : char { kRed, kBlue };
            struct Plain { int a = Size("{"); std::string text{"}"}; };
            """), [])

    def test_braces_in_comments_literals_and_directives_do_not_count(self):
        self.assertEqual(self.names_and_lengths("""\
            #define OPEN {
            // {
            void F() { Print('{', "{", R"({)", 1'000); /* { */ }
            void G() {
            }
            """), [("F", 1), ("G", 2)])

    def test_trailing_requires_and_return_types_belong_to_the_head(self):
        self.assertEqual(self.names_and_lengths("""\
            template <class T>
            auto F(T t) -> decltype(t.size())
              requires requires(T u) { u.size(); }
            {
              return t.size();
            }
            """), [("F", 6)])

    def test_a_test_case_is_a_function(self):
        self.assertEqual(self.names_and_lengths('TEST_CASE("a sentence") {\n  REQUIRE(true);\n}\n'), [("TEST_CASE", 3)])


class Sizes(unittest.TestCase):
    def subjects(self, name, text):
        return [subject for subject, _ in check_sizes.measure(name, text)]

    def test_a_long_function_is_found(self):
        self.assertEqual(self.subjects("beam/a.cc", "void F() {\n" + "  G();\n" * 59 + "}\n"), ["beam/a.cc#F"])
        self.assertEqual(self.subjects("beam/a.cc", "void F() {\n" + "  G();\n" * 58 + "}\n"), [])

    def test_a_long_file_is_found(self):
        self.assertEqual(self.subjects("beam/a.cc", "int a;\n" * 601), ["beam/a.cc"])
        self.assertEqual(self.subjects("test/a.cc", "int a;\n" * 1000), [])

    def test_a_name_that_says_nothing_is_found(self):
        self.assertEqual(self.subjects("beam/string_util.h", ""), ["beam/string_util.h"])


    def test_a_folder_without_a_readme_and_a_long_one_are_found(self):
        with tempfile.TemporaryDirectory() as root:
            os.makedirs(os.path.join(root, "io"))
            with open(os.path.join(root, "io", "README.md"), "w", encoding="utf-8") as file:
                file.write("line\n" * 41)
            found = list(check_sizes.readme_problems(root, ["io/text.h", "coders/coder.h"]))
        self.assertEqual([problem.split(":")[0] for problem in found], ["coders/README.md is missing", "io/README.md"])


class Exceptions(unittest.TestCase):
    def found(self, text, name="beam/a.h"):
        return [(kind, reason) for kind, _, reason in list_exceptions.exceptions_of(name, text)]

    def test_a_reason_is_read_from_the_same_comment_or_the_one_above(self):
        self.assertEqual(self.found("int a;  // NOLINT(x): because"), [("NOLINT", "because")])
        self.assertEqual(self.found('// The warning is\n// wrong here.\n#pragma GCC diagnostic push\n'
                                    '#pragma GCC diagnostic ignored "-Wfoo"'), [("suppression", "The warning is wrong here.")])

    def test_an_exception_without_a_reason_has_none(self):
        self.assertEqual(self.found("int b;\nint a;  // NOLINT"), [("NOLINT", "")])

    def test_excused_tests_and_suppression_files_count(self):
        self.assertEqual(self.found('TEST_CASE("a", "[!mayfail]") {  // why'), [("test excused", "why")])
        self.assertEqual(self.found("# Why.\nrace:foo", "tsan.supp"), [("suppression", "Why.")])


class CompileFail(unittest.TestCase):
    def verdict(self, text):
        with tempfile.NamedTemporaryFile("w", suffix=".cc") as file:
            file.write(text)
            file.flush()
            return compile_fail.Case(file.name).verdict(["c++", "-std=c++20"])

    def test_the_first_error_must_say_the_expected(self):
        self.assertIsNone(self.verdict('// expect-error: a clear sentence\nstatic_assert(false, "a clear sentence");'))
        self.assertIn("does not say", self.verdict('// expect-error: a clear sentence\nstatic_assert(false, "another");'))
        self.assertIn("does not say", self.verdict(
            '// expect-error: a clear sentence\nint a = b;\nstatic_assert(false, "a clear sentence");'))

    def test_a_mistake_that_compiles_and_a_control_that_does_not_are_found(self):
        self.assertIn("compiles, but", self.verdict("// expect-error: a clear sentence\nint a;"))
        self.assertIn("must compile", self.verdict("// expect-compiles\nint a = b;"))
        self.assertIn("needs either", self.verdict("int a;"))

    def test_sentences_are_long_literals_outside_comments(self):
        text = '// "not this one, it is in a comment"\nstatic_assert(a, "this sentence is " \n "in two parts");\nauto b = "short";'
        self.assertEqual(list(compile_fail.sentences_in(text)), ["this sentence is in two parts"])

    def test_a_sentence_without_a_test_is_found(self):
        with tempfile.NamedTemporaryFile("w", suffix=".cc") as file:
            file.write("// expect-error: the first sentence\n")
            file.flush()
            cases = [compile_fail.Case(file.name)]
        found = list(compile_fail.uncovered(["the first sentence says this", "the second sentence"], cases))
        self.assertEqual(len(found), 1)
        self.assertIn("the second sentence", found[0])
        found = list(compile_fail.uncovered(["the first sentence says this", "the first sentence says that"], cases))
        self.assertIn("fits 2 sentences", found[0])


if __name__ == "__main__":
    unittest.main()
