// Pipeline protos with one thing changed: each is a graph or an error, whatever was changed, and a graph can be planned and sent on.
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/stubs/logging.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <functional>
#include <iostream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "beam/graph/urns.h"
#include "runners/engine/plan.h"
#include "test/runners/model/sample_pipelines.h"
#include "test/runners/model/sent_pipeline.h"

namespace beam::runners {
namespace {

namespace model = org::apache::beam::model::pipeline::v1;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using Random = std::mt19937_64;

std::size_t Below(std::size_t limit, Random& random) {
  return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random);
}

/// A field of a message that is somewhere in another.
struct Place {
  Message* message;
  const FieldDescriptor* field;
};

void FindPlaces(Message& message, std::vector<Place>& places) {
  const Reflection& reflection = *message.GetReflection();
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* const field = message.GetDescriptor()->field(i);
    places.push_back({&message, field});
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (field->is_repeated()) {
      for (int j = 0; j < reflection.FieldSize(message, field); ++j) {
        FindPlaces(*reflection.MutableRepeatedMessage(&message, field, j), places);
      }
    } else if (reflection.HasField(message, field)) {
      FindPlaces(*reflection.MutableMessage(&message, field), places);
    }
  }
}

/// Every text of a message that is not repeated: ids, URNs, payloads.
std::vector<std::string> TextsOf(Message& message) {
  std::vector<Place> places;
  FindPlaces(message, places);
  // Bytes that are no text are not for fields that are one.
  const auto is_text = [](char c) { return c >= ' ' && c <= '~'; };
  std::vector<std::string> texts = {"", "x"};
  for (const Place& place : places) {
    if (place.field->cpp_type() != FieldDescriptor::CPPTYPE_STRING || place.field->is_repeated()) continue;
    std::string text = place.message->GetReflection()->GetString(*place.message, place.field);
    if (std::all_of(text.begin(), text.end(), is_text)) texts.push_back(std::move(text));
  }
  return texts;
}

class Mutator {
 public:
  Mutator(std::vector<std::string> texts, Random& random) : texts_(std::move(texts)), random_(random) {}

  void Change(model::Pipeline& pipeline) {
    if (Below(3, random_) > 0) return ChangeMessage(pipeline);
    auto& transforms = *pipeline.mutable_components()->mutable_transforms();
    const auto at = std::next(transforms.begin(), static_cast<std::ptrdiff_t>(Below(transforms.size(), random_)));
    ChangePayload(*at->second.mutable_spec());
  }

 private:
  void ChangeMessage(Message& message) {
    std::vector<Place> places;
    FindPlaces(message, places);
    // Most fields are not set, and most of them change nothing.
    Place place = places[Below(places.size(), random_)];
    for (int i = 0; i < 3 && IsEmpty(place); ++i) place = places[Below(places.size(), random_)];
    Change(place);
  }

  // What is in a payload is bytes to the message around it.
  void ChangePayload(model::FunctionSpec& spec) {
    if (spec.urn() == internal::urn::kParDo) return ChangePayload<model::ParDoPayload>(spec);
    if (spec.urn() == internal::urn::kWindowInto) return ChangePayload<model::WindowIntoPayload>(spec);
    if (spec.urn() == internal::urn::kTestStream) return ChangePayload<model::TestStreamPayload>(spec);
    ChangePayload<model::CombinePayload>(spec);
  }
  template <class Payload>
  void ChangePayload(model::FunctionSpec& spec) {
    Payload payload;
    payload.ParseFromString(spec.payload());
    ChangeMessage(payload);
    spec.set_payload(payload.SerializeAsString());
  }

  static bool IsEmpty(const Place& place) {
    const Reflection& reflection = *place.message->GetReflection();
    if (place.field->is_repeated()) return reflection.FieldSize(*place.message, place.field) == 0;
    return place.field->has_presence() && !reflection.HasField(*place.message, place.field);
  }

  void Change(const Place& place) {
    const Reflection& reflection = *place.message->GetReflection();
    if (place.field->is_repeated()) return ChangeRepeated(place, reflection);
    switch (place.field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE:
        if (Below(2, random_) == 0) return reflection.ClearField(place.message, place.field);
        reflection.MutableMessage(place.message, place.field);
        return;
      case FieldDescriptor::CPPTYPE_STRING:
        return reflection.SetString(place.message, place.field,
                                    TextFor(reflection.GetString(*place.message, place.field)));
      case FieldDescriptor::CPPTYPE_ENUM:
        return reflection.SetEnumValue(place.message, place.field, static_cast<int>(Below(9, random_)) - 1);
      case FieldDescriptor::CPPTYPE_INT32:
        return reflection.SetInt32(place.message, place.field, static_cast<std::int32_t>(Number()));
      case FieldDescriptor::CPPTYPE_INT64:
        return reflection.SetInt64(place.message, place.field, Number());
      case FieldDescriptor::CPPTYPE_BOOL:
        return reflection.SetBool(place.message, place.field, Below(2, random_) == 0);
      default:
        return reflection.ClearField(place.message, place.field);
    }
  }

  void ChangeRepeated(const Place& place, const Reflection& reflection) {
    const int size = reflection.FieldSize(*place.message, place.field);
    const bool is_text = place.field->cpp_type() == FieldDescriptor::CPPTYPE_STRING;
    if (is_text && Below(2, random_) == 0) return reflection.AddString(place.message, place.field, OtherText());
    if (size == 0) return;
    const int at = static_cast<int>(Below(static_cast<std::size_t>(size), random_));
    if (is_text && Below(2, random_) == 0) {
      return reflection.SetRepeatedString(place.message, place.field, at, OtherText());
    }
    reflection.SwapElements(place.message, place.field, at, size - 1);
    if (Below(4, random_) > 0) reflection.RemoveLast(place.message, place.field);
  }

  std::string TextFor(std::string text) {
    if (text.empty() || Below(2, random_) == 0) return OtherText();
    const std::size_t at = Below(text.size(), random_);
    if (Below(4, random_) == 0) return text.substr(0, at);
    text[at] = static_cast<char>(text[at] ^ (1 << Below(8, random_)));
    return text;
  }
  std::string OtherText() { return texts_[Below(texts_.size(), random_)]; }
  std::int64_t Number() {
    constexpr std::int64_t kNumbers[] = {0, 1, -1, 1000, INT32_MAX, INT64_MAX, INT64_MIN};
    return kNumbers[Below(std::size(kNumbers), random_)];
  }

  const std::vector<std::string> texts_;
  Random& random_;
};

using SendAgain = std::function<model::Pipeline(const internal::Graph&)>;

// Changes a proto again and again. Some changes do no harm, and some must be found.
void TryChanges(const model::Pipeline& proto, int changes, Random& random, const SendAgain& send_again) {
  model::Pipeline original = proto;
  Mutator mutator(TextsOf(original), random);
  int graphs = 0;
  for (int i = 0; i < changes; ++i) {
    model::Pipeline changed = proto;
    mutator.Change(changed);
    try {
      const internal::Graph graph = Read(changed);
      ++graphs;
      CHECK(graph.Validate().ok());
      MakePlan(graph, PlanOptions());
      send_again(graph);
    } catch (const Error& error) {
      CHECK(!error.status().message().empty());
    }
  }
  CHECK(graphs > 0);
  CHECK(graphs < changes);
}

Random MakeRandom(std::uint64_t& seed) {
  seed = std::random_device()();
  std::cout << "mutated_protos_test: seed = " << seed << "\n";
  return Random(seed);
}

TEST_CASE("a proto in which anything was changed is a graph or an error") {
  const google::protobuf::LogSilencer silencer;
  std::uint64_t seed = 0;
  Random random = MakeRandom(seed);
  for (const SamplePipeline& sample : SamplePipelines()) {
    INFO(sample.name << ", seed = " << seed);
    const SentPipeline sent(sample.build);
    TryChanges(sent.proto(), 300, random, [&](const internal::Graph& graph) { return sent.ProtoOf(graph); });
  }
}

TEST_CASE("so is one whose steps were shipped") {
  const google::protobuf::LogSilencer silencer;
  std::uint64_t seed = 0;
  Random random = MakeRandom(seed);
  for (const SamplePipeline& sample : SamplePipelines()) {
    if (!sample.ships) continue;
    INFO(sample.name << ", seed = " << seed);
    TryChanges(ShippedProtoOf(LoweredGraphOf(sample.build)), 150, random, &ShippedProtoOf);
  }
}

}  // namespace
}  // namespace beam::runners
