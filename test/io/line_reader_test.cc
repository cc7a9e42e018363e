#include "io/line_reader.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "beam/base/error.h"
#include "test/io/string_file.h"
#include "test/random_values.h"

namespace beam::internal {
namespace {

using Lines = std::vector<std::string>;
using testing::StringFile;

constexpr std::uint64_t kNoLimit = kToTheEnd;

Lines LinesOf(const std::string& text, const ByteRange& range, std::size_t read_bytes = 100) {
  StringFile file(text, read_bytes, static_cast<std::size_t>(range.first_byte()));
  LineReader reader(file, range, kNoLimit);
  Lines lines;
  std::string_view block;
  while (reader.Next(block)) {
    REQUIRE(text.substr(static_cast<std::size_t>(reader.offset()), block.size()) == block);
    ForEachLine(block, [&](std::string_view line) { lines.emplace_back(line); });
  }
  return lines;
}

// What the lines of a text are, said in the plainest way.
Lines ExpectedLines(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string line(text.substr(0, end));
    if (end != std::string_view::npos && line.ends_with('\r')) line.pop_back();
    lines.push_back(std::move(line));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

std::string RandomText(testing::RandomValues& random, std::size_t size) {
  std::string text;
  const std::uint64_t newline_in = 1 + random.Below(40);
  while (text.size() < size) {
    if (random.OneIn(newline_in)) {
      text += random.OneIn(3) ? "\r\n" : "\n";
    } else {
      text += random.OneIn(20) ? '\r' : static_cast<char>('a' + random.Below(26));
    }
  }
  return text;
}

TEST_CASE("lines end with newline, carriage return and newline, or the file") {
  CHECK(LinesOf("a\nb\r\n\nc", {}) == Lines{"a", "b", "", "c"});
  CHECK(LinesOf("a\n", {}) == Lines{"a"});
  CHECK(LinesOf("\n", {}) == Lines{""});
  CHECK(LinesOf("", {}).empty());
  CHECK(LinesOf("a\rb\n", {}) == Lines{"a\rb"});
  CHECK(LinesOf("a\r", {}) == Lines{"a\r"});
  CHECK(LinesOf("\r\n\r\n", {}) == Lines{"", ""});
}

TEST_CASE("a carriage return in front of the block is not a part of a line end") {
  CHECK(LinesOf("\n\r\n", {1, 3, 3}) == Lines{""});
}

TEST_CASE("lines are found wherever they lie in the 64 bytes that are searched at once") {
  BEAM_RANDOM(random);
  for (int round = 0; round < 500; ++round) {
    const std::string text = RandomText(random, random.Below(400));
    Lines lines;
    ForEachLine(text, [&](std::string_view line) { lines.emplace_back(line); });
    REQUIRE(lines == ExpectedLines(text));
  }
}

TEST_CASE("a text cut at any byte gives every line once") {
  BEAM_RANDOM(random);
  for (int round = 0; round < 20; ++round) {
    const std::string text = RandomText(random, 1 + random.Below(200));
    const Lines expected = ExpectedLines(text);
    for (std::uint64_t cut = 0; cut <= text.size(); ++cut) {
      Lines lines = LinesOf(text, {0, cut, text.size()});
      const Lines rest = LinesOf(text, {cut, text.size(), text.size()});
      lines.insert(lines.end(), rest.begin(), rest.end());
      INFO("cut = " << cut << ", text = " << text);
      REQUIRE(lines == expected);
    }
  }
}

TEST_CASE("a text cut into any ranges and read in any sizes gives every line once") {
  BEAM_RANDOM(random);
  for (int round = 0; round < 300; ++round) {
    const std::string text = RandomText(random, random.Below(3000));
    const std::size_t read_bytes = 1 + random.Below(50);
    Lines lines;
    for (std::uint64_t begin = 0; begin < text.size();) {
      const std::uint64_t end =
          std::min<std::uint64_t>(text.size(), begin + 1 + random.Below(random.OneIn(2) ? 10 : 1000));
      for (std::string& line : LinesOf(text, {begin, end, text.size()}, read_bytes)) lines.push_back(std::move(line));
      begin = end;
    }
    REQUIRE(lines == ExpectedLines(text));
  }
}

TEST_CASE("lines longer than the buffer are read whole") {
  std::string text(1'000'000, 'x');
  text.append("\n").append(700'000, 'y').append("\nz");
  const Lines expected = ExpectedLines(text);
  CHECK(LinesOf(text, {}, 100'000) == expected);
  const Lines first = LinesOf(text, {0, 10, text.size()}, 100'000);
  REQUIRE(first.size() == 1);
  CHECK(first[0].size() == 1'000'000);
  CHECK(LinesOf(text, {10, 20, text.size()}, 100'000).empty());
  CHECK(LinesOf(text, {500'000, text.size(), text.size()}, 100'000) == Lines{expected[1], expected[2]});
}

TEST_CASE("a range reads little behind its end") {
  const std::string text(10'000'000, 'x');
  std::string with_lines = text;
  for (std::size_t i = 99; i < with_lines.size(); i += 100) with_lines[i] = '\n';
  StringFile file(with_lines, 1'000'000, 0);
  LineReader reader(file, {0, 1000, with_lines.size()}, kNoLimit);
  std::string_view block;
  while (reader.Next(block)) {
  }
  CHECK(testing::ReadToEnd(file, 1 << 20).size() >= with_lines.size() - 10'000);
}

TEST_CASE("a line that is too long is an error with its place") {
  const std::string text = "short\n" + std::string(2'000'000, 'x') + "\n";
  StringFile file(text);
  LineReader reader(file, {}, 1'000'000);
  std::string_view block;
  const auto read = [&] {
    while (reader.Next(block)) {
    }
  };
  try {
    read();
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.code() == StatusCode::kResourceExhausted);
    CHECK(error.status().message() ==
          "a line is longer than 1000000 bytes; raise max_line_bytes if the file is text at all; file = memory, the "
          "line's "
          "offset in it = 6");
  }
}

TEST_CASE("a file that became shorter than it was is an error, not missing lines") {
  StringFile file("a\nb\n");
  LineReader reader(file, {0, 100, 100}, kNoLimit);
  std::string_view block;
  const auto read = [&] {
    while (reader.Next(block)) {
    }
  };
  CHECK_THROWS_WITH(read(),
                    Catch::Contains("DATA_LOSS: the file became shorter while it was being read; file = memory, "
                                    "size = 4, earlier = 100"));
}

TEST_CASE("what was appended to a file since its ranges were cut is left out") {
  CHECK(LinesOf("a\nb\nc\nd\n", {0, 4, 4}) == Lines{"a", "b"});
}

}  // namespace
}  // namespace beam::internal
