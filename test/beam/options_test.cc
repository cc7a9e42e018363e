// Typed options: every type of field, the help text, the mistakes, the text form.
#include "beam/options.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <limits>
#include <string>
#include <unordered_map>

#include "beam/standard_options.h"

namespace {

using namespace std::chrono_literals;
using Words = std::vector<std::string>;
using beam::StatusCode;

enum class Level { kDebug, kInfo, kNotAtAll };
enum Size : int { small, large = 5 };

struct EveryType {
  bool flag = false;
  bool on = true;
  std::int8_t tiny = -1;
  std::uint16_t port = 80;
  std::int64_t big = 0;
  std::uint64_t huge = 0;
  float ratio = 0.5F;
  double x = 0.1;
  std::string text_value = "a b";
  std::chrono::seconds wait{10};
  std::chrono::milliseconds pause{100};
  std::chrono::duration<double> exact{0.5};
  Level level = Level::kInfo;
  Size size = small;
  std::optional<int> maybe;
  std::optional<bool> maybe_flag;
  std::optional<std::string> maybe_text;
  std::vector<int> numbers = {1, 2};
  std::vector<std::string> names;
  std::vector<Level> levels;
  std::vector<bool> bits;
  bool operator==(const EveryType&) const = default;
};

struct WordCount {
  std::vector<std::string> files;
  int top = 20;
  std::string output;
  static constexpr beam::Flag kFlags[] = {{"files", "text files to count", beam::kPositional | beam::kRequired},
                                          {"top", "how many words to print"}};
};

EveryType Parse(const Words& words) { return beam::ParseOptions<EveryType>(words).value(); }

template <class Options = EveryType>
std::string Mistake(const Words& words) {
  const auto line = beam::ParseCommandLine<Options>(words);
  REQUIRE_FALSE(line.ok());
  CHECK(line.status().code() == StatusCode::kInvalidArgument);
  return line.status().message();
}

TEST_CASE("without words every field keeps its initializer") { CHECK(Parse({}) == EveryType{}); }

TEST_CASE("a bool is a switch that can be set, unset and given a value") {
  CHECK(Parse({"--flag"}).flag);
  CHECK(Parse({"--flag=true"}).flag);
  CHECK(Parse({"--flag=yes"}).flag);
  CHECK_FALSE(Parse({"--flag", "--no-flag"}).flag);
  CHECK_FALSE(Parse({"--no-on"}).on);
  CHECK_FALSE(Parse({"--no_on"}).on);
  CHECK_FALSE(Parse({"--on=false"}).on);
  CHECK_FALSE(Parse({"--on=off"}).on);
  CHECK(Parse({"--no-maybe-flag"}).maybe_flag == false);
  CHECK(Parse({"--maybe_flag"}).maybe_flag == true);
  CHECK(Mistake({"--flag=perhaps"}) == "--flag expects true or false; given: perhaps");
  CHECK(Mistake({"--flag="}) == "--flag expects true or false; given: nothing");
}

TEST_CASE("an integer is read whole and checked against the range of its type") {
  CHECK(Parse({"--tiny=-128"}).tiny == -128);
  CHECK(Parse({"--tiny", "127"}).tiny == 127);
  CHECK(Parse({"--tiny", "-5"}).tiny == -5);
  CHECK(Parse({"--port=65535"}).port == 65535);
  CHECK(Parse({"--big=-9223372036854775808"}).big == std::numeric_limits<std::int64_t>::min());
  CHECK(Parse({"--huge=18446744073709551615"}).huge == std::numeric_limits<std::uint64_t>::max());
  CHECK(Mistake({"--tiny=128"}) == "--tiny expects a whole number from -128 to 127; given: 128");
  CHECK(Mistake({"--port=-1"}) == "--port expects a whole number from 0 to 65535; given: -1");
  CHECK(Mistake({"--port=80x"}) == "--port expects a whole number from 0 to 65535; given: 80x");
  CHECK(Mistake({"--port="}) == "--port expects a whole number from 0 to 65535; given: nothing");
  CHECK(Mistake({"--huge=18446744073709551616"}) ==
        "--huge expects a whole number from 0 to 18446744073709551615; given: 18446744073709551616");
}

TEST_CASE("a floating-point number is read whole and checked against the range of its type") {
  CHECK(Parse({"--x=1e-3"}).x == 0.001);
  CHECK(Parse({"--x", "-2.5"}).x == -2.5);
  CHECK(Parse({"--ratio=0.1"}).ratio == 0.1F);
  CHECK(Mistake({"--x=one"}) == "--x expects a number; given: one");
  CHECK(Mistake({"--ratio=1e300"}) == "--ratio expects a number from -3.40282e+38 to 3.40282e+38; given: 1e300");
}

TEST_CASE("a string is taken as it is, also empty, with blanks, brackets and equal signs") {
  CHECK(Parse({"--text_value=x=y"}).text_value == "x=y");
  CHECK(Parse({"--text_value", "[x, y]"}).text_value == "[x, y]");
  CHECK(Parse({"--text-value=  "}).text_value == "  ");
  CHECK(Parse({"--text-value="}).text_value.empty());
  CHECK(Parse({"--text_value", ""}).text_value.empty());
  CHECK(Parse({"--text_value", "--flag"}).text_value == "--flag");
  CHECK(Parse({"--text_value", "--flag="}).text_value == "--flag=");
  CHECK(Parse({"--text_value=a", "--text_value=b"}).text_value == "b");
}

TEST_CASE("a duration is a sum of numbers with units, and a multiple of what its type counts") {
  CHECK(Parse({"--wait=5min"}).wait == 5min);
  CHECK(Parse({"--wait=1h30m"}).wait == 90min);
  CHECK(Parse({"--wait=1d"}).wait == 24h);
  CHECK(Parse({"--wait=0"}).wait == 0s);
  CHECK(Parse({"--wait=2000ms"}).wait == 2s);
  CHECK(Parse({"--pause=1.5s"}).pause == 1500ms);
  CHECK(Parse({"--pause", "-100ms"}).pause == -100ms);
  CHECK(Parse({"--pause=2000us"}).pause == 2ms);
  CHECK(Parse({"--exact=1.25ms"}).exact == std::chrono::duration<double>(0.00125));
  CHECK(Mistake({"--wait=100ms"}) == "--wait expects a multiple of 1s; given: 100ms");
  const std::string expected = "--wait expects a duration such as 10s, 5min or 1h30min; given: ";
  for (const std::string text : {"10", "s", "10 s", "1.2.3s", "-", "10parsecs", "1234567890123456789s", ".s"}) {
    CHECK(Mistake({"--wait", text}) == expected + text);
  }
  CHECK(Mistake({"--wait="}) == expected + "nothing");
  CHECK(Mistake({"--exact=soon"}) == "--exact expects a duration such as 10s, 5min or 1h30min; given: soon");
  CHECK_THAT(Mistake({"--pause=999999999999999999d"}), Catch::StartsWith("--pause expects a duration from -"));
}

TEST_CASE("an enum is given by an enumerator's name, in any case") {
  CHECK(Parse({"--level=debug"}).level == Level::kDebug);
  CHECK(Parse({"--level=not_at_all"}).level == Level::kNotAtAll);
  CHECK(Parse({"--level=NotAtAll"}).level == Level::kNotAtAll);
  CHECK(Parse({"--size=large"}).size == large);
  CHECK(Mistake({"--level=loud"}) == "--level expects one of debug|info|not_at_all; given: loud");
  CHECK(Mistake({"--size="}) == "--size expects one of small|large; given: nothing");
}

TEST_CASE("an optional has a value when the flag was given") {
  CHECK(Parse({"--maybe=3"}).maybe == 3);
  CHECK(Parse({"--maybe_text="}).maybe_text == "");
  CHECK_FALSE(Parse({"--flag"}).maybe.has_value());
  CHECK_THAT(Mistake({"--maybe=x"}), Catch::StartsWith("--maybe expects a whole number from -2147483648"));
}

TEST_CASE("a vector is repeated or separated by commas, and replaces its default") {
  CHECK(Parse({"--numbers=3"}).numbers == std::vector<int>{3});
  CHECK(Parse({"--numbers=3,4", "--flag", "--numbers", "5"}).numbers == std::vector<int>{3, 4, 5});
  CHECK(Parse({"--numbers="}).numbers.empty());
  CHECK(Parse({"--names=[a],{b}"}).names == Words{"[a]", "{b}"});
  CHECK(Parse({"--names=a,,b"}).names == Words{"a", "", "b"});
  CHECK(Parse({"--names=a\\,b,c\\\\"}).names == Words{"a,b", "c\\"});
  CHECK(Parse({"--names=C:\\dir"}).names == Words{"C:\\dir"});
  CHECK(Parse({"--levels=info,debug"}).levels == std::vector<Level>{Level::kInfo, Level::kDebug});
  CHECK(Parse({"--bits=true,no"}).bits == std::vector<bool>{true, false});
  CHECK_THAT(Mistake({"--numbers=1,two"}),
             Catch::StartsWith("--numbers expects a whole number") && Catch::EndsWith("1,two"));
}

TEST_CASE("dashes and underscores are the same in a flag's name") {
  CHECK(Parse({"--maybe-text", "x"}).maybe_text == "x");
  CHECK(Parse({"--maybe_text", "x"}).maybe_text == "x");
}

TEST_CASE("a field of one letter is a short flag too") {
  CHECK(Parse({"-x", "2"}).x == 2);
  CHECK(Parse({"-x2"}).x == 2);
}

TEST_CASE("words that are no flags go to the positional fields") {
  const auto counted = beam::ParseOptions<WordCount>({"a.txt", "--top=3", "b,c.txt", "-", "--", "--top=4"}).value();
  CHECK(counted.files == Words{"a.txt", "b,c.txt", "-", "--top=4"});
  CHECK(counted.top == 3);
  CHECK(beam::ParseOptions<WordCount>({"--files=a,b", "c"}).value().files == Words{"a", "b", "c"});

  struct Copy {
    std::string from;
    int to = 0;
    std::string mode = "fast";
  };
  CHECK(Mistake<Copy>({"x"}) == "this program takes flags only, and this is none; given: x");
}

struct Positions {
  std::string from;
  int times = 1;
  static constexpr beam::Flag kFlags[] = {{"from", "", beam::kPositional}, {"times", "", beam::kPositional}};
};

TEST_CASE("positional fields of one value take one word each, in their order") {
  const auto both = beam::ParseOptions<Positions>({"a", "7"}).value();
  CHECK(both.from == "a");
  CHECK(both.times == 7);
  CHECK(beam::ParseOptions<Positions>({"--from=a", "7"}).value().times == 7);
  CHECK_THAT(Mistake<Positions>({"a", "b"}), Catch::StartsWith("times expects a whole number"));
  CHECK(Mistake<Positions>({"a", "1", "2"}) == "there are more words than this program takes; given: 2");
}

TEST_CASE("a required flag must be given") {
  CHECK(Mistake<WordCount>({"--top=3"}) == "files is required; expected: TEXT,...");
  struct Nothing {};
  CHECK(beam::ParseCommandLine<Nothing>({}).ok());
}

TEST_CASE("an unknown flag is named, with the nearest known one") {
  CHECK(Mistake<WordCount>({"--topp=3"}) == "--topp is not a flag of this program; did you mean --top?");
  CHECK(Mistake<WordCount>({"--memory-limt", "1G"}) ==
        "--memory-limt is not a flag of this program; did you mean --memory-limit?");
  CHECK(Mistake<WordCount>({"--something_else="}) == "--something_else is not a flag of this program");
  CHECK(Mistake<WordCount>({"-v"}) == "-v is not a flag of this program");
  CHECK(Mistake<WordCount>({"a", "--top"}) == "--top needs a value; expected: INT");
}

TEST_CASE("standard flags fill the options of the run") {
  const auto line = beam::ParseCommandLine<WordCount>(
      {"a", "--runner=DirectRunner", "--threads=3", "--memory_limit=512MiB", "--spill_dir=/x", "--progress"});
  const beam::RunOptions& run = line.value().run;
  CHECK(run.runner == "direct");
  CHECK(run.threads == 3);
  CHECK(run.memory_limit == 512u << 20);
  CHECK(run.spill_dir == "/x");
  CHECK(run.progress);
  CHECK(run.extra.empty());
  CHECK(line.value().options.files == Words{"a"});
}

TEST_CASE("standard flags are known by the names of other SDKs") {
  const auto threads = [](const std::string& word) { return beam::ParseCommandLine({word}).value().run.threads; };
  CHECK(threads("--direct_num_workers=5") == 5);
  CHECK(threads("--targetParallelism=6") == 6);
  CHECK(threads("--target-parallelism=7") == 7);
  CHECK(beam::ParseCommandLine({"--jobEndpoint=h:1"}).value().run.extra.at("job_endpoint") == "h:1");
}

TEST_CASE("what the direct runner does not know travels by name") {
  const auto line = beam::ParseCommandLine({"--job_endpoint=localhost:8073", "--environment_type", "LOOPBACK",
                                            "--parallelism=4", "--no-streaming", "--experiments=a,b", "--experiments=c",
                                            "--runner_option=flink_master=[local]", "--runner_option", "empty="});
  const std::unordered_map<std::string, std::string> expected = {{"job_endpoint", "localhost:8073"},
                                                                 {"environment_type", "LOOPBACK"},
                                                                 {"parallelism", "4"},
                                                                 {"streaming", "false"},
                                                                 {"experiments", "a,b,c"},
                                                                 {"flink_master", "[local]"},
                                                                 {"empty", ""}};
  CHECK(line.value().run.extra == expected);
  CHECK(Mistake<beam::NoOptions>({"--runner_option=alone"}) == "--runner_option expects name=value; given: alone");
}

TEST_CASE("sizes of memory have units of 1024 and of 1000") {
  const auto limit = [](const std::string& text) {
    return beam::ParseCommandLine({"--memory_limit", text}).value().run.memory_limit;
  };
  CHECK(limit("65536") == 65536);
  CHECK(limit("2G") == 2ull << 30);
  CHECK(limit("1.5k") == 1536);
  CHECK(limit("3MB") == 3'000'000);
  CHECK(limit("1tib") == 1ull << 40);
  for (const std::string text : {"", "-1", "1X", "much", "inf", "1e30", "99999999T"}) {
    const auto line = beam::ParseCommandLine({"--memory_limit", text});
    CHECK_THAT(line.status().message(),
               Catch::StartsWith("--memory_limit expects a number of bytes such as 65536, 512MiB"));
  }
}

TEST_CASE("the environment gives standard flags that the command line overrides") {
  const std::string environment = "--threads=7 --spill_dir '/with blank' --progress";
  const auto run = beam::ParseCommandLine({"--threads=2", "--no-progress"}, environment).value().run;
  CHECK(run.threads == 2);
  CHECK(run.spill_dir == "/with blank");
  CHECK_FALSE(run.progress);
  const auto wrong = beam::ParseCommandLine<WordCount>({"a"}, "--top=3").status();
  CHECK(wrong.ToString() ==
        "INVALID_ARGUMENT: --top is not a flag of this program\n"
        "  while reading the environment variable BEAM_OPTIONS");
}

TEST_CASE("options that neither sets keep the program's defaults") {
  beam::RunOptions defaults;
  defaults.threads = 4;
  defaults.extra["mine"] = "1";
  const auto run = beam::ParseCommandLine({"--progress"}, "", defaults).value().run;
  CHECK(run.threads == 4);
  CHECK(run.extra.at("mine") == "1");
}

TEST_CASE("--help is noticed beside mistakes and instead of what is required") {
  CHECK(beam::ParseCommandLine<WordCount>({"--help"}).value().help);
  CHECK(beam::ParseCommandLine<WordCount>({"-h", "--nonsense"}).value().help);
  CHECK_FALSE(beam::ParseCommandLine<WordCount>({"a"}).value().help);
  CHECK_FALSE(beam::ParseCommandLine<WordCount>({"--", "--help"}).value().help);
}

TEST_CASE("the help text lists the program's flags with type and default, then the standard ones") {
  const std::string help = beam::HelpText<WordCount>("wordcount");
  CHECK_THAT(help, Catch::StartsWith("Usage: wordcount [flags] files...\n"
                                     "\n"
                                     "Flags of wordcount:\n"
                                     "  --files TEXT,...                text files to count (required)\n"
                                     "  --top INT                       how many words to print (default: 20)\n"
                                     "  --output TEXT\n"
                                     "\n"
                                     "Flags of every Beam program"));
  for (const std::string_view name : beam::internal::kStandardFlags) {
    INFO(name);
    CHECK(help.find("--" + std::string(name)) + help.find("--[no-]" + std::string(name)) + 1 != std::string::npos);
  }
  const std::string every = beam::HelpText<EveryType>("x");
  CHECK_THAT(every, Catch::Contains("  --[no-]on                       (default: true)\n"));
  CHECK_THAT(every, Catch::Contains("  --wait DURATION                 (default: 10s)\n"));
  CHECK_THAT(every, Catch::Contains("  --level debug|info|not_at_all   (default: info)\n"));
  CHECK_THAT(every, Catch::Contains("  --numbers INT,...               (default: 1,2)\n"));
  CHECK_THAT(every, Catch::Contains("  --maybe INT\n"));
}

TEST_CASE("every standard flag is one that a program's own field may not be named after") {
  beam::internal::StandardOptions standard;
  std::size_t known = 3;  // help and the two other names of --threads
  for (const auto& field : beam::internal::OptionTableOf(standard)) {
    INFO(field.name);
    CHECK(beam::internal::IsStandardFlag(field.name));
    CHECK_FALSE(field.help.empty());
    ++known;
  }
  CHECK(known == std::size(beam::internal::kStandardFlags));
}

TEST_CASE("the text form of options reads back as the same options") {
  EveryType options;
  CHECK(beam::ParseOptions<EveryType>(beam::FlagWords(beam::OptionsText(options))).value() == options);
  options = {.flag = true,
             .on = false,
             .tiny = -128,
             .big = std::numeric_limits<std::int64_t>::min(),
             .huge = std::numeric_limits<std::uint64_t>::max(),
             .ratio = 1.0F / 3,
             .x = 1.0 / 3,
             .text_value = "it's \"quoted\"\n\\ and $HOME",
             .wait = -36h,
             .pause = 1ms,
             .exact = std::chrono::duration<double>(1e-9 / 3),
             .level = Level::kNotAtAll,
             .size = large,
             .maybe = 0,
             .maybe_flag = false,
             .maybe_text = "",
             .numbers = {},
             .names = {"a,b", "", "\\,", ""},
             .levels = {Level::kDebug},
             .bits = {true, false}};
  const std::string text = beam::OptionsText(options);
  INFO(text);
  CHECK(beam::ParseOptions<EveryType>(beam::FlagWords(text)).value() == options);
  for (const Words& names : {Words{}, Words{""}, Words{"", ""}, Words{"a", ""}, Words{"\\"}, Words{"a\\", "b"}}) {
    options.names = names;
    CHECK(beam::ParseOptions<EveryType>(beam::FlagWords(beam::OptionsText(options))).value() == options);
  }
}

TEST_CASE("a line of flags is split as a shell splits it") {
  CHECK(beam::FlagWords("  a  b\tc\n") == Words{"a", "b", "c"});
  CHECK(beam::FlagWords("'a b'c \"d 'e'\" '' \\'") == Words{"a bc", "d 'e'", "", "'"});
  CHECK(beam::FlagWords("'\\' \"\\\"\"") == Words{"\\", "\""});
  CHECK(beam::FlagWords("").empty());
}

struct NamesClash {
  bool on = false;
  bool no_on = false;
};

TEST_CASE("two fields that make one flag are a mistake of the program, and thrown") {
  CHECK_THROWS_AS(beam::ParseCommandLine<NamesClash>({}), beam::Error);
}

}  // namespace
