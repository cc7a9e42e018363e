// Runs every example as a user does and looks at what it writes. BEAM_EXAMPLES is the folder of the programs.
#include <sys/wait.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <sstream>
#include <string>
#include <vector>

#include "test/io/test_folder.h"
#include "test/random_values.h"

namespace beam {
namespace {

using Catch::Contains;
using testing::TestFolder;
using Lines = std::vector<std::string>;

constexpr const char* kPoem =
    "The woods are lovely, dark and deep,\n"
    "But I have promises to keep,\n"
    "And miles to go before I sleep,\n"
    "And miles to go before I sleep.\n";

struct Outcome {
  int status = -1;
  std::string out;
  std::string errors;
};

// Runs `command` in the folder, with $EXAMPLES for the folder of the programs.
Outcome RunIn(const TestFolder& folder, const std::string& command) {
  const std::string line =
      "cd '" + folder.path() + "' && EXAMPLES='" BEAM_EXAMPLES "' && ( " + command + " ) >.stdout 2>.stderr </dev/null";
  const int status = std::system(line.c_str());
  Outcome outcome{WIFEXITED(status) ? WEXITSTATUS(status) : -1, folder.Get(".stdout"), folder.Get(".stderr")};
  INFO(command << "\n" << outcome.errors);
  CHECK(WIFEXITED(status));
  return outcome;
}

Lines SortedLines(const std::string& text) {
  Lines lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  std::sort(lines.begin(), lines.end());
  return lines;
}

TEST_CASE("minimal_wordcount counts the words of README.md") {
  const TestFolder folder;
  folder.Put("README.md", "to be or\nnot to be\n");
  CHECK(RunIn(folder, "$EXAMPLES/minimal_wordcount").status == 0);
  CHECK(SortedLines(folder.Get("counts.txt")) == Lines{"be: 2", "not: 1", "or: 1", "to: 2"});
}

TEST_CASE("minimal_wordcount says what is missing") {
  const TestFolder folder;
  const Outcome outcome = RunIn(folder, "$EXAMPLES/minimal_wordcount");
  CHECK(outcome.status == 1);
  CHECK_THAT(outcome.errors, Contains("NOT_FOUND: Step 'ReadText/Match' (") && Contains("minimal_wordcount.cc:") &&
                                 Contains("no file has this name or matches this pattern; pattern = README.md"));
  CHECK(folder.Get("counts.txt").empty());
}

TEST_CASE("watch_files prints the lines of each file that it finds") {
  const TestFolder folder;
  folder.Put("in/a.log", "1\n2\n3\n");
  folder.Put("in/b.log", "1\n");
  folder.Put("in/c.txt", "1\n");
  const Outcome outcome = RunIn(folder, "$EXAMPLES/watch_files 'in/*.log' --once");
  CHECK(outcome.status == 0);
  CHECK(SortedLines(outcome.out) == Lines{"in/a.log: 3 lines", "in/b.log: 1 lines"});
  CHECK(RunIn(folder, "$EXAMPLES/watch_files 'in/*.log' --every=0s").status == 2);
}

TEST_CASE("leaderboard adds the points of each team up by the hour") {
  const TestFolder folder;
  // Guesses may come before the results. The hour is one to come, so that nothing is late.
  const Outcome outcome =
      RunIn(folder,
            "hour=$(( $(date +%s) + 7200 )); for score in 'red 3' 'blue 1' 'red 4'; do echo \"$hour $score\"; done > "
            "scores.txt; $EXAMPLES/leaderboard scores.txt --once | grep -v 'so far' | cut -d' ' -f2-");
  CHECK(outcome.status == 0);
  CHECK(SortedLines(outcome.out) == Lines{"blue: 1 result", "red: 7 result"});
  folder.Put("wrong.txt", "1700000000 red\n");
  const Outcome wrong = RunIn(folder, "$EXAMPLES/leaderboard wrong.txt --once");
  CHECK(wrong.status == 1);
  CHECK_THAT(wrong.errors, Contains("a time in seconds, a team and points") && Contains("1700000000 red"));
}

TEST_CASE("nexmark answers the query that it is asked") {
  const TestFolder folder;
  CHECK(RunIn(folder, BEAM_NEXMARK " --query=7 --events=500 --rate=25 --output=highest.txt").status == 0);
  const Lines highest = SortedLines(folder.Get("highest.txt"));
  REQUIRE(highest.size() == 2);  // Twenty seconds of events.
  CHECK_THAT(highest[0], Contains("auction: ") && Contains("price: "));
  CHECK(RunIn(folder, BEAM_NEXMARK " --query=6 --events=2000 --rate=100").status == 0);
  const Outcome unknown = RunIn(folder, BEAM_NEXMARK " --query=13");
  CHECK(unknown.status == 2);
  CHECK_THAT(unknown.errors, Contains("0 to 12"));
}

TEST_CASE("wordcount prints the most frequent words of the files it is given") {
  const TestFolder folder;
  folder.Put("a.txt", kPoem);
  folder.Put("b.txt", "sleep, sleep; caf\xc3\xa9 don't\n");
  const Outcome outcome = RunIn(folder, "$EXAMPLES/wordcount a.txt b.txt --top=4");
  CHECK(outcome.status == 0);
  CHECK(outcome.out == "sleep: 4\nI: 3\nto: 3\nAnd: 2\n");
  CHECK(RunIn(folder, "$EXAMPLES/wordcount --input=b.txt").out == "sleep: 2\ncaf\xc3\xa9: 1\ndon't: 1\n");
  CHECK(RunIn(folder, "cat a.txt | $EXAMPLES/wordcount --top=1 -").out == "I: 3\n");
}

TEST_CASE("wordcount prints nothing for a file without words") {
  const TestFolder folder;
  folder.Put("empty.txt", "");
  const Outcome outcome = RunIn(folder, "$EXAMPLES/wordcount empty.txt");
  CHECK(outcome.status == 0);
  CHECK(outcome.out.empty());
}

TEST_CASE("wordcount says it when the reader of its output has gone") {
  const TestFolder folder;
  folder.Put("a.txt", kPoem);
  const Outcome outcome = RunIn(folder, "mkfifo pipe; true <pipe & exec 3>pipe; wait; $EXAMPLES/wordcount a.txt >&3");
  CHECK(outcome.status == 1);
  CHECK_THAT(outcome.errors,
             Contains("ABORTED: Step 'WriteText/Write' (") && Contains("the reader of standard output has gone"));
}

TEST_CASE("examples that are given what no pipeline can be built of print one line and end with 2") {
  const TestFolder folder;
  folder.Put("a.txt", kPoem);
  for (const char* command : {"$EXAMPLES/wordcount a.txt --top=0", "$EXAMPLES/wordcount a.txt --output=out/",
                              "$EXAMPLES/top_words a.txt --top=0", "$EXAMPLES/debugging_wordcount a.txt --output=out/",
                              "$EXAMPLES/join_files --customers=a.txt --orders=a.txt --output=out/"}) {
    const Outcome outcome = RunIn(folder, command);
    INFO(command << "\n" << outcome.errors);
    CHECK(outcome.status == 2);
    CHECK(outcome.errors.starts_with("INVALID_ARGUMENT: "));
    CHECK(std::count(outcome.errors.begin(), outcome.errors.end(), '\n') == 1);
  }
}

TEST_CASE("wordcount writes the counts of all words, as tr, sort and uniq count them") {
  BEAM_RANDOM(random);
  const TestFolder folder;
  std::string text;
  while (text.size() < 2'000'000) {
    text += std::string(1 + random.Below(20), static_cast<char>('A' + random.Below(64)));
    text += static_cast<char>(random.OneIn(100) ? random.Below(256) : random.Below('A'));
  }
  folder.Put("text", text);
  const Outcome outcome = RunIn(folder, "$EXAMPLES/wordcount --input=text --output=counts.txt");
  CHECK(outcome.status == 0);
  CHECK(outcome.out.empty());
  RunIn(folder,
        "export LC_ALL=C; tr -cs \"A-Za-z'\\200-\\377\" '\\n' <text | grep -a . | sort | uniq -c | "
        "sed -E 's/^ *([0-9]+) (.*)$/\\2: \\1/' >expected");
  const Lines expected = SortedLines(folder.Get("expected"));
  CHECK(expected.size() > 500);
  const bool agrees = SortedLines(folder.Get("counts.txt")) == expected;
  CHECK(agrees);
}

TEST_CASE("wordcount explains its flags, and a mistake in them") {
  const TestFolder folder;
  const Outcome help = RunIn(folder, "$EXAMPLES/wordcount --help");
  CHECK(help.status == 0);
  CHECK_THAT(help.out, Contains("--input") && Contains("--output") && Contains("--top") && Contains("--threads"));
  CHECK(RunIn(folder, "$EXAMPLES/wordcount").status == 2);
  CHECK(RunIn(folder, "$EXAMPLES/wordcount --outptu=x a").status == 2);
}

TEST_CASE("debugging_wordcount counts the words that match and shows the others") {
  const TestFolder folder;
  folder.Put("a.txt", kPoem);
  const Outcome outcome = RunIn(folder, "$EXAMPLES/debugging_wordcount a.txt --filter='miles|deep,|x+'");
  CHECK(outcome.status == 0);
  CHECK(SortedLines(folder.Get("counts.txt")) == Lines{"deep,: 1", "miles: 2"});
  CHECK_THAT(outcome.out, Contains("words that did not match: 24\n") && Contains("for example: "));
  CHECK_THAT(outcome.errors, Contains("'filter'") && Contains("          27 filter\n"));
}

TEST_CASE("debugging_wordcount fails with the step's name when its regular expression is wrong") {
  const TestFolder folder;
  folder.Put("a.txt", kPoem);
  const Outcome outcome = RunIn(folder, "$EXAMPLES/debugging_wordcount a.txt --filter='('");
  CHECK(outcome.status == 1);
  CHECK_THAT(outcome.errors, Contains("'filter'") && Contains("failed"));
  CHECK(folder.Get("counts.txt").empty());
}

TEST_CASE("top_words gives the most frequent words of each length") {
  const TestFolder folder;
  folder.Put("a.txt", kPoem);
  const Outcome outcome = RunIn(folder, "$EXAMPLES/top_words a.txt --top=2");
  CHECK(outcome.status == 0);
  const Lines lines = SortedLines(outcome.out);
  REQUIRE(lines.size() == 8);
  CHECK(lines[0] == "1: I (3)");
  CHECK(lines[1] == "2: to (3), go (2)");
  CHECK(lines[2] == "3: And (2), But (1)");
}

TEST_CASE("join_files joins two CSV files, and reports what has no partner") {
  const TestFolder folder;
  folder.Put("customers.csv", "id,name\n1,Ada\n2,Bob\n");
  folder.Put("orders.csv", "customer,item\n1,pen\n3,ink\n1,cup\n");
  const std::string command = "$EXAMPLES/join_files --customers=customers.csv --orders=orders.csv";
  CHECK(SortedLines(RunIn(folder, command).out) == Lines{"(unknown customer 3): ink", "Ada: cup, pen", "Bob: nothing"});
  folder.Put("orders.csv", "customer,item\nbroken\n");
  const Outcome outcome = RunIn(folder, command + " --output=joined.txt");
  CHECK(outcome.status == 1);
  CHECK_THAT(outcome.errors, Contains("join_files.cc:") && Contains("a row needs two columns; element = \"broken\""));
  CHECK(folder.Get("joined.txt").empty());
}

TEST_CASE("windowed_wordcount counts the words of each minute") {
  const TestFolder folder;
  folder.Put("events", "60 a b\n119 a\n120 a\n61 b\n");
  REQUIRE(RunIn(folder, "$EXAMPLES/windowed_wordcount --input=events --output=counts").status == 0);
  CHECK(SortedLines(folder.Get("counts")) == Lines{"120 a: 1", "60 a: 2", "60 b: 2"});
}

TEST_CASE("windowed_wordcount names a line without a time") {
  const TestFolder folder;
  folder.Put("events", "60 a\nno time\n");
  const Outcome outcome = RunIn(folder, "$EXAMPLES/windowed_wordcount --input=events --output=counts");
  CHECK(outcome.status != 0);
  CHECK_THAT(outcome.errors, Contains("a line must begin with its time") && Contains("no time"));
}

TEST_CASE("user_sessions ends a session after a silence, whatever the order of the lines") {
  const TestFolder folder;
  folder.Put("events", "2000 ann\n100 ann\n50 bob\n400 ann\n");
  REQUIRE(RunIn(folder, "$EXAMPLES/user_sessions --input=events --output=sessions --gap=600").status == 0);
  CHECK(SortedLines(folder.Get("sessions")) ==
        Lines{"ann: 1 events in 0 s", "ann: 2 events in 300 s", "bob: 1 events in 0 s"});
}

}  // namespace
}  // namespace beam
