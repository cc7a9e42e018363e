// ReadLines, which may lose the end of its file at any moment: to the bundle, from inside an emit, and to other threads.
#include "io/read_lines.h"

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <functional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "beam/exec/restriction_function.h"
#include "io/compressed_file.h"
#include "test/beam/exec/captured.h"
#include "test/random_values.h"

namespace beam::internal {
namespace {

using Lines = std::vector<std::string>;
using Ranges = std::vector<OffsetRange>;
/// Is called wherever a reader may lose a part of its range.
using Moment = std::function<void()>;

/// A file system of one file, which gives its bytes in small pieces, so that a short text has many blocks.
class OneFile final : public io::FileSystem {
 public:
  OneFile(std::string content, std::size_t piece) : content_(std::move(content)), piece_(piece) {}
  Moment moment = [] {};

  std::vector<io::FileInfo> Match(const std::string& name) override { return {{name, content_.size(), true}}; }
  std::unique_ptr<io::InputFile> Open(const std::string& name, std::uint64_t offset) override {
    return std::make_unique<Input>(name, *this, static_cast<std::size_t>(offset));
  }
  std::unique_ptr<io::OutputFile> Create(const std::string&, io::Durability) override { return nullptr; }
  void CheckCreate(const std::string&) override {}

 private:
  class Input final : public io::InputFile {
   public:
    Input(const std::string& name, const OneFile& files, std::size_t at) : InputFile(name), files_(files), at_(at) {}
    std::size_t Read(char* to, std::size_t size) override {
      files_.moment();
      const std::size_t got = std::min({size, files_.piece_, files_.content_.size() - at_});
      files_.content_.copy(to, got, at_);
      at_ += got;
      return got;
    }

   private:
    const OneFile& files_;
    std::size_t at_;
  };
  std::string content_;
  std::size_t piece_;
};

/// Takes lines one by one.
class Reading final : public Operator {
 public:
  explicit Reading(const Moment& moment) : moment_(moment) {}
  void Process(std::size_t, BatchBase& batch) override {
    lines.push_back(static_cast<Batch<std::string>&>(batch)[0]);
    moment_();
  }
  Lines lines;

 private:
  const Moment& moment_;
};

/// A text file, and the function that reads it.
class Text {
 public:
  explicit Text(const std::string& content, std::size_t piece = static_cast<std::size_t>(-1),
                io::ReadTextOptions options = {}, const std::string& name = "one://file.txt")
      : files_(std::make_shared<OneFile>(content, piece)), file_{files_->Match(name)[0]}, read_{options} {
    io::RegisterFileSystem("one", files_);
  }

  const ReadLines<std::string>& read() const { return read_; }
  const TextFile& file() const { return file_; }
  OffsetRange whole() const { return read_.InitialRestriction(file_); }
  TextTracker Track(const OffsetRange& range) const { return read_.NewTracker(file_, range); }
  /// Has `moment` called before each read.
  void At(Moment moment) const { files_->moment = std::move(moment); }
  /// The lines that come out, with `moment` called before each read and behind each line.
  Lines Read(
      TextTracker& tracker, Moment moment = [] {}) const {
    At(moment);
    OneStep step;
    Context context(&step.context);
    Output<std::string> output;
    Reading reading(moment);
    output.Connect(&reading, 0);
    output.set_batch_limit(1);
    const ElementMeta meta = MetaAt(5);
    output.Inherit(meta);
    CHECK_FALSE(read_.ProcessElement(context, tracker, file_, Emitter<std::string>(&output)).resumes());
    output.EndBundle();
    CHECK(tracker.Done());
    At([] {});
    return std::move(reading.lines);
  }
  Lines Read(const OffsetRange& range) const {
    TextTracker tracker = Track(range);
    return Read(tracker);
  }

 private:
  std::shared_ptr<OneFile> files_;
  TextFile file_;
  ReadLines<std::string> read_;
};

Lines operator+(Lines lines, const Lines& more) {
  lines.insert(lines.end(), more.begin(), more.end());
  return lines;
}

/// A reader that is split at one of its moments, behind a fraction of what is left.
struct SplitOnce {
  SplitOnce(const Text& text, int moment, double fraction) {
    TextTracker tracker = text.Track(text.whole());
    kept = text.Read(tracker, [&] {
      if (moments++ == moment) rest = tracker.TrySplit(fraction);
    });
    if (rest.has_value()) CHECK(tracker.CurrentRestriction() == OffsetRange{text.whole().from, rest->from});
  }
  Lines kept;
  int moments = 0;
  std::optional<OffsetRange> rest;
};

const std::vector<std::pair<std::string, Lines>>& Texts() {
  static const std::vector<std::pair<std::string, Lines>> texts = {
      {"a\nbc\ndef\nghij\n", {"a", "bc", "def", "ghij"}},
      {"one\r\ntwo\r\n\r\nfour\r\n", {"one", "two", "", "four"}},
      {"\n\n\nx\n\n\ny\n\n", {"", "", "", "x", "", "", "y", ""}},
      {"no end\nat\nthe end", {"no end", "at", "the end"}},
      {"\xef\xbb\xbfmark\n\xef\xbb\xbfno mark\n.", {"mark", "\xef\xbb\xbfno mark", "."}},
      {"a long line that takes many pieces\nb\n", {"a long line that takes many pieces", "b"}},
  };
  return texts;
}

TEST_CASE("a file that is split at any byte, at any moment of being read, gives every line once") {
  const std::size_t piece = GENERATE(1, 3, 7, 100);
  for (const auto& [content, expected] : Texts()) {
    const Text text(content, piece);
    const auto size = static_cast<int>(content.size());
    std::set<std::int64_t> splits;
    for (int moment = 0, moments = 1; moment < moments; ++moment) {
      for (int byte = 0; byte < size; ++byte) {
        const SplitOnce split(text, moment, (byte + 0.5) / size);
        moments = std::max(moments, split.moments);
        INFO("pieces of " << piece << " bytes of " << content << ", moment " << moment << ", byte " << byte);
        if (!split.rest.has_value()) {
          REQUIRE(split.kept == expected);
        } else {
          splits.insert(split.rest->from);
          REQUIRE(split.kept + text.Read(*split.rest) == expected);
        }
      }
    }
    CHECK(splits.size() == content.size());
  }
}

TEST_CASE("header lines are in no part of a file that is split") {
  const Text text("head\r\n\nof the file\n1\n\n3", 2, {.skip_header_lines = 3});
  const Lines expected{"1", "", "3"};
  CHECK(text.whole() == OffsetRange{19, 23});
  for (int moment = 0, moments = 1; moment < moments; ++moment) {
    for (int byte = 0; byte < 4; ++byte) {
      const SplitOnce split(text, moment, (byte + 0.5) / 4);
      moments = std::max(moments, split.moments);
      REQUIRE(split.kept + (split.rest.has_value() ? text.Read(*split.rest) : Lines()) == expected);
    }
  }
}

/// Reads a range, and whatever others take from it, in the order of the file. `split` is called at each moment.
template <class Split>
Lines ReadAllParts(const Text& text, Split&& split) {
  Ranges ranges{text.whole()};
  std::vector<std::pair<OffsetRange, Lines>> parts;
  while (!ranges.empty()) {
    TextTracker tracker = text.Track(ranges.back());
    ranges.pop_back();
    Lines lines = split(tracker, ranges);
    parts.emplace_back(tracker.CurrentRestriction(), std::move(lines));
  }
  std::sort(parts.begin(), parts.end(), [](const auto& a, const auto& b) {
    return std::pair(a.first.from, a.first.to) < std::pair(b.first.from, b.first.to);
  });
  Lines all;
  std::int64_t end = text.whole().from;
  for (const auto& [range, lines] : parts) {
    CHECK(range.from == end);
    end = range.to;
    all = std::move(all) + lines;
  }
  CHECK(end == text.whole().to);
  return all;
}

TEST_CASE("parts of a file may be split again and again") {
  BEAM_RANDOM(random);
  for (int round = 0; round < 200; ++round) {
    std::string content = random.OneIn(2) ? "\xef\xbb\xbf" : "";
    Lines expected;
    for (std::uint64_t n = random.Below(100); n > 0; --n) {
      expected.emplace_back(random.Below(random.OneIn(5) ? 100 : 8), 'x');
      content += expected.back() + (random.OneIn(2) ? "\n" : "\r\n");
    }
    const std::uint64_t header = random.Below(3);
    const Text text(content, 1 + random.Below(random.OneIn(2) ? 10 : 300), {.skip_header_lines = header});
    expected.erase(expected.begin(),
                   expected.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(header, expected.size())));
    REQUIRE(ReadAllParts(text, [&](TextTracker& tracker, Ranges& ranges) {
              return text.Read(tracker, [&] {
                if (!random.OneIn(20)) return;
                if (auto rest = tracker.TrySplit(random.OneIn(3) ? 0.0 : 0.5)) ranges.push_back(*rest);
              });
            }) == expected);
  }
}

TEST_CASE("other threads split a file while it is read, and every line comes out once") {
  std::string content;
  Lines expected;
  for (int i = 0; i < 20'000; ++i) {
    expected.push_back(std::to_string(i));
    content += expected.back() + "\n";
  }
  const Text text(content, 1000);
  int splits = 0;
  const Lines lines = ReadAllParts(text, [&](TextTracker& tracker, Ranges& ranges) {
    std::atomic<bool> was_split = false;
    std::atomic<bool> over = false;
    bool went_back = false;
    std::thread splitter([&] {
      for (double completed = 0; !over;) {
        const RestrictionProgress progress = tracker.Progress();
        went_back = went_back || progress.completed < completed;
        completed = progress.completed;
        const auto rest = progress.remaining > 5000 ? tracker.TrySplit(0.9) : std::nullopt;
        if (rest.has_value()) {
          ranges.push_back(*rest);
          ++splits;
        }
        was_split = true;
        was_split.notify_one();
      }
    });
    Lines part = text.Read(tracker, [&] { was_split.wait(false); });
    over = true;
    splitter.join();
    CHECK_FALSE(went_back);
    return part;
  });
  CHECK(lines == expected);
  CHECK(splits > 0);
}

TEST_CASE(
    "a runner that splits the file that a bundle is reading is told what the bundle keeps, and another one reads the "
    "rest") {
  const Text text("one\ntwo\nthree\nfour\n", 4);
  OneStep step;
  RestrictionFunction<ReadLines<std::string>, TextFile> function(text.read(), step.context);
  Captured<std::string> lines;
  function.outputs().at(0)->Connect(&lines, 0);
  using Work = RestrictionWork<TextFile, OffsetRange>;
  std::vector<Work> parts;
  Work work{text.file(), text.whole(), MetaAt(5), Timestamp::Min(), 19};
  CHECK_FALSE(function.Split(0.5, [](Work, Work) {}));
  text.At([&] {
    if (!parts.empty() || function.Completed() < 0.3) return;
    function.Split(0, [&](Work kept, Work rest) { parts = {std::move(kept), std::move(rest)}; });
  });
  CHECK_FALSE(function.Process(work).has_value());
  REQUIRE(parts.size() == 2);
  CHECK(parts[0].restriction == OffsetRange{0, 8});
  CHECK(parts[1].restriction == OffsetRange{8, 19});
  CHECK(parts[1].element.name == text.file().name);
  CHECK(lines.values == Lines{"one", "two"});
  CHECK_FALSE(function.Process(parts[1]).has_value());
  CHECK(lines.values == Lines{"one", "two", "three", "four"});
}

TEST_CASE("a run that is cancelled reads no further, and what it has not read is not claimed") {
  const Text text("one\ntwo\nthree\n", 4);
  OneStep step;
  Context context(&step.context);
  Output<std::string> output;
  Captured<std::string> lines;
  output.Connect(&lines, 0);
  const ElementMeta meta = MetaAt(5);
  output.Inherit(meta);
  text.At([&, reads = 0]() mutable {
    if (++reads == 2) step.run.Cancel();
  });
  TextTracker tracker = text.Track(text.whole());
  CHECK(text.read().ProcessElement(context, tracker, text.file(), Emitter<std::string>(&output)).resumes());
  output.EndBundle();
  CHECK(lines.values == Lines{"one", "two"});
  CHECK(tracker.TrySplit(0) == OffsetRange{8, 14});
}

TEST_CASE("a compressed file is one restriction, which cannot be split and tells how much of the file is read") {
  std::string content;
  for (int i = 0; i < 5000; ++i) content += std::to_string(i * 7919) + "\n";
  std::string compressed;
  AppendCompressed(io::Compression::kGzip, content, compressed);
  const Text text(compressed, 1000, {.bytes_per_range = 10}, "one://file.gz");
  const auto size = static_cast<std::int64_t>(compressed.size());
  CHECK(text.whole() == OffsetRange{0, size});
  CHECK(text.read().SplitRestriction(text.file(), text.whole()) == Ranges{{0, size}});
  CHECK(text.read().RestrictionSize(text.file(), text.whole()) == static_cast<double>(size));
  TextTracker tracker = text.Track(text.whole());
  std::set<double> completed;
  const Lines lines = text.Read(tracker, [&] {
    completed.insert(tracker.Progress().completed);
    CHECK_FALSE(tracker.TrySplit(0).has_value());
    CHECK_FALSE(tracker.TrySplit(0.5).has_value());
  });
  CHECK(lines.size() == 5000);
  CHECK(completed.size() > 3);
  CHECK(*completed.begin() == 0);
  CHECK(*completed.rbegin() == static_cast<double>(size - 1));
}

TEST_CASE("what is read until it ends has no known size and cannot be split") {
  const ReadLines<std::string> read{{.bytes_per_range = 10}};
  const TextFile pipe{{"-", 0, false}};
  const OffsetRange whole = read.InitialRestriction(pipe);
  CHECK(whole == OffsetRange{0, OffsetRange::kEndless});
  CHECK(read.SplitRestriction(pipe, whole) == Ranges{whole});
  CHECK(read.RestrictionSize(pipe, whole) == 0);
  CHECK_FALSE(read.NewTracker(pipe, whole).TrySplit(0).has_value());
}

TEST_CASE("a file is cut into 128 ranges of 1 to 64 MiB, or of the size that the user wants") {
  constexpr std::int64_t kMiB = 1 << 20;
  const auto parts = [](std::int64_t size, std::uint64_t wanted = 0) {
    const ReadLines<std::string> read{{.bytes_per_range = wanted}};
    const TextFile file{{"file", static_cast<std::uint64_t>(size), true}};
    const OffsetRange whole = read.InitialRestriction(file);
    CHECK(whole == OffsetRange{0, size});
    CHECK(read.RestrictionSize(file, whole) == static_cast<double>(size));
    return read.SplitRestriction(file, whole);
  };
  CHECK(parts(0) == Ranges{{0, 0}});
  CHECK(parts(kMiB) == Ranges{{0, kMiB}});
  CHECK(parts(kMiB + 1) == Ranges{{0, kMiB}, {kMiB, kMiB + 1}});
  CHECK(parts(1280 * kMiB).size() == 128);
  CHECK(parts(128 * 1024 * kMiB).at(1) == OffsetRange{64 * kMiB, 128 * kMiB});
  CHECK(parts(10, 4) == Ranges{{0, 4}, {4, 8}, {8, 10}});
  CHECK(parts(10, ~std::uint64_t{0}) == Ranges{{0, 10}});
}

TEST_CASE("a file travels with what is known of it") {
  const TextFile file = DecodeElement<TextFile>(EncodeElement(TextFile{{"a/b.txt", 12, true}}));
  CHECK(file.name == "a/b.txt");
  CHECK(file.size == 12);
  CHECK(file.seekable);
}

}  // namespace
}  // namespace beam::internal
