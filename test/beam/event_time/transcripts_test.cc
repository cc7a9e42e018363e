// Beam's own trigger transcripts, all of them: what comes in, where the watermark goes, and which panes have come out.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "beam/event_time/fixed_windows.h"
#include "beam/event_time/sessions.h"
#include "test/beam/event_time/one_key.h"

namespace beam::testing {
namespace {

// The attributes of a pane that a transcript speaks of; others may be anything.
struct ExpectedPane {
  std::map<std::string, std::vector<std::int64_t>> attributes;
  std::string text;
};

struct Step {
  std::string action;  // input, watermark or expect
  std::vector<std::int64_t> numbers;
  std::vector<ExpectedPane> panes;
};

struct Transcript {
  std::string name;
  std::string broken_on;  // the runners that Beam excuses, with its reason
  std::string error;      // what has to be found wrong
  internal::Windowing windowing;
  bool representable = true;
  std::vector<Step> steps;
};

std::vector<std::int64_t> Numbers(std::istream& words) {
  std::vector<std::int64_t> numbers;
  for (std::int64_t number = 0; words >> number;) numbers.push_back(number);
  return numbers;
}

Trigger ReadTrigger(std::istream& words, std::string word) {
  if (word == "Default") return DefaultTrigger();
  if (word == "Count") {
    std::int64_t count = 0;
    words >> count;
    return AfterCount(count);
  }
  REQUIRE(word == "Watermark");
  Trigger trigger = AfterWatermark();
  while (words >> word && word != "end") {
    std::string next;
    words >> next;
    trigger = word == "early" ? trigger.EarlyFirings(ReadTrigger(words, next))
                              : trigger.LateFirings(ReadTrigger(words, next));
  }
  return trigger;
}

std::shared_ptr<const internal::WindowFn> ReadWindowFn(std::istream& words) {
  std::string name;
  words >> name;
  std::int64_t size = 0;
  words >> size;
  if (name == "GlobalWindows") return nullptr;
  if (name == "Sessions") return std::make_shared<Sessions>(Duration(size));
  // The custom window function differs only in what the transformed timestamps would be.
  REQUIRE((name == "FixedWindows" || name == "CustomTimestampingFixedWindowsWindowFn"));
  return std::make_shared<FixedWindows>(Duration(size));
}

void ReadTimestampCombiner(const std::string& name, Transcript& transcript) {
  static const std::map<std::string, TimestampCombiner> kNames = {{"OUTPUT_AT_EOW", TimestampCombiner::kEndOfWindow},
                                                                  {"OUTPUT_AT_EARLIEST", TimestampCombiner::kEarliest},
                                                                  {"OUTPUT_AT_LATEST", TimestampCombiner::kLatest}};
  const auto found = kNames.find(name);
  transcript.representable = found != kNames.end();
  if (transcript.representable) transcript.windowing.timestamps = found->second;
}

ExpectedPane ReadPane(std::istream& words) {
  ExpectedPane pane;
  std::string key;
  while (words >> key) {
    std::size_t size = key == "window" ? 2 : 1;
    if (key == "values") words >> size;
    std::vector<std::int64_t>& values = pane.attributes[key];
    values.resize(size);
    pane.text += " " + key;
    for (std::int64_t& value : values) {
      words >> value;
      pane.text += " " + std::to_string(value);
    }
    REQUIRE(!words.fail());
  }
  return pane;
}

// A line about how the transcript's collection is windowed; false if it is none.
bool ReadWindowing(const std::string& key, std::istream& words, Transcript& transcript) {
  std::string word;
  if (key == "windowing") {
    transcript.windowing.fn = ReadWindowFn(words);
  } else if (key == "lateness") {
    transcript.windowing.allowed_lateness = Duration(Numbers(words).at(0));
  } else if (key == "accumulation") {
    words >> word;
    transcript.windowing.accumulation =
        word == "discarding" ? AccumulationMode::kDiscarding : AccumulationMode::kAccumulating;
  } else if (key == "timestamps") {
    words >> word;
    ReadTimestampCombiner(word, transcript);
  } else if (key == "trigger") {
    words >> word;
    transcript.windowing.trigger = ReadTrigger(words, word);
  } else {
    return false;
  }
  return true;
}

void ReadStep(const std::string& key, std::istream& words, Transcript& transcript) {
  if (key == "pane") {
    transcript.steps.back().panes.push_back(ReadPane(words));
  } else if (key != "state") {
    // What "state" would look at is inside of Beam's implementation, and Beam's own test leaves it out as well.
    INFO(key);
    REQUIRE((key == "input" || key == "watermark" || key == "expect"));
    transcript.steps.push_back({key, Numbers(words), {}});
  }
}

std::vector<Transcript> ReadTranscripts(const char* path) {
  std::ifstream file(path);
  std::vector<Transcript> transcripts;
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string key;
    words >> key >> std::ws;
    if (key == "transcript") {
      std::getline(words, transcripts.emplace_back().name);
    } else if (key == "broken_on") {
      std::getline(words, transcripts.back().broken_on);
    } else if (key == "error") {
      std::getline(words, transcripts.back().error);
    } else if (!ReadWindowing(key, words, transcripts.back())) {
      ReadStep(key, words, transcripts.back());
    }
  }
  return transcripts;
}

std::map<std::string, std::vector<std::int64_t>> AttributesOf(const RecordedPane& pane) {
  const ElementMeta& meta = pane.meta;
  return {{"window", {meta.window.start().millis(), meta.window.max_timestamp().millis()}},
          {"values", pane.values},
          {"timestamp", {meta.timestamp.millis()}},
          {"index", {meta.pane.index}},
          {"nonspeculative_index", {meta.pane.on_time_index}},
          {"early", {meta.pane.timing == PaneTiming::kEarly}},
          {"late", {meta.pane.timing == PaneTiming::kLate}},
          {"final", {meta.pane.is_last}}};
}

bool Matches(const ExpectedPane& expected, const RecordedPane& pane) {
  const auto attributes = AttributesOf(pane);
  for (const auto& [key, values] : expected.attributes) {
    if (attributes.at(key) != values) return false;
  }
  return true;
}

// Takes what was expected away; returns what is wrong, or nothing.
std::string TakeExpected(const Step& step, std::vector<RecordedPane>& output) {
  for (const ExpectedPane& expected : step.panes) {
    const auto found =
        std::find_if(output.begin(), output.end(), [&](const RecordedPane& pane) { return Matches(expected, pane); });
    if (found == output.end()) return "Unmatched output: there is no pane with" + expected.text;
    output.erase(found);
  }
  return {};
}

// Plays a transcript; returns what is wrong, or nothing.
std::string Play(const Transcript& transcript) {
  OneKey key(transcript.windowing);
  std::vector<RecordedPane> output;
  for (const Step& step : transcript.steps) {
    if (step.action == "expect") {
      const std::string wrong = TakeExpected(step, output);
      if (!wrong.empty()) return wrong;
      continue;
    }
    if (!output.empty()) return "Unexpected output before " + step.action + ": " + PaneText(output.front());
    output = step.action == "input" ? key.RecordTogether(step.numbers) : key.RecordWatermark(step.numbers.at(0));
  }
  if (!output.empty()) return "Unexpected output at the end: " + PaneText(output.front());
  // What was left comes out at the end of time, and all is given back.
  key.End();
  return {};
}

TEST_CASE("every transcript of Beam's trigger_transcripts.yaml plays as it is written") {
  const char* const path = std::getenv("BEAM_TRIGGER_TRANSCRIPTS");
  if (path == nullptr)
    FAIL("BEAM_TRIGGER_TRANSCRIPTS must name the file that fetch_trigger_transcripts.py writes; ctest sets it");
  std::size_t played = 0;
  std::size_t left_out = 0;
  for (const Transcript& transcript : ReadTranscripts(path)) {
    INFO(transcript.name);
    if (!transcript.representable) {
      // Beam's model has no such timestamp combiner any more; the file must excuse a runner from it.
      REQUIRE(!transcript.broken_on.empty());
      std::printf("SKIPPED: transcript %s, broken_on: %s\n", transcript.name.c_str(), transcript.broken_on.c_str());
      ++left_out;
      continue;
    }
    const std::string wrong = Play(transcript);
    INFO(wrong);
    CHECK(wrong.substr(0, transcript.error.size()) == transcript.error);
    if (transcript.error.empty()) CHECK(wrong.empty());
    ++played;
  }
  std::printf("trigger_transcripts.yaml: %zu transcripts played, %zu left out\n", played, left_out);
  // The file of 2.77.0 has this many.
  CHECK(played == 17);
  CHECK(left_out == 1);
}

}  // namespace
}  // namespace beam::testing
