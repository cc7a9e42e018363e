#include "runners/harness/outbound.h"

#include <utility>

#include "beam/base/error.h"

namespace beam::runners {

namespace {

// A protobuf message cannot be longer than 2 GiB; some room is left for what is around the bytes.
constexpr std::size_t kLongestChunk = (std::size_t{1} << 31) - (std::size_t{1} << 20);

void RequireKnown(bool known, const std::string& what) {
  if (known) return;
  throw Error(StatusCode::kInternal, "the stage sends to " + what + ", which its descriptor does not have");
}

void Gather(std::string& gathered, std::string bytes, const std::string& transform_id) {
  if (gathered.size() + bytes.size() > kLongestChunk) {
    throw Error(StatusCode::kResourceExhausted,
                "transform " + transform_id + " sends an element that is too large for the wire (2 GiB); bytes = " +
                    std::to_string(bytes.size()));
  }
  if (gathered.empty()) {
    gathered = std::move(bytes);
  } else {
    gathered += bytes;
  }
}

}  // namespace

Outbound::Outbound(std::string instruction_id, const StageEnds& ends, std::size_t flush_bytes, Write write)
    : instruction_id_(std::move(instruction_id)), ends_(ends), flush_bytes_(flush_bytes), write_(std::move(write)) {
  for (const auto& [transform_id, address] : ends.sinks) data_[transform_id];
  for (const TimerFamily& family : ends.timer_families) timers_[family];
}

void Outbound::SendData(const std::string& transform_id, std::string bytes) {
  const auto found = data_.find(transform_id);
  RequireKnown(found != data_.end(), "sink " + transform_id);
  Gather(found->second, std::move(bytes), transform_id);
  if (found->second.size() >= flush_bytes_) FlushData(found->first, found->second);
}

void Outbound::SendTimers(const std::string& transform_id, const std::string& family, std::string bytes) {
  const auto found = timers_.find({transform_id, family});
  RequireKnown(found != timers_.end(), "timer family " + family + " of transform " + transform_id);
  Gather(found->second, std::move(bytes), transform_id);
  if (found->second.size() >= flush_bytes_) FlushTimers(found->first, found->second);
}

void Outbound::FlushData(const std::string& transform_id, std::string& bytes) {
  fn::Elements elements;
  AddData(transform_id, std::exchange(bytes, std::string()), false, elements);
  sent_ = true;
  write_(ends_.sinks.at(transform_id), elements);
}

void Outbound::FlushTimers(const TimerFamily& family, std::string& bytes) {
  fn::Elements elements;
  AddTimers(family, std::exchange(bytes, std::string()), false, elements);
  sent_ = true;
  write_(ends_.timer_address, elements);
}

void Outbound::AddData(const std::string& transform_id, std::string bytes, bool is_last, fn::Elements& elements) const {
  fn::Elements::Data& data = *elements.add_data();
  data.set_instruction_id(instruction_id_);
  data.set_transform_id(transform_id);
  data.set_data(std::move(bytes));
  data.set_is_last(is_last);
}

void Outbound::AddTimers(const TimerFamily& family, std::string bytes, bool is_last, fn::Elements& elements) const {
  fn::Elements::Timers& timers = *elements.add_timers();
  timers.set_instruction_id(instruction_id_);
  timers.set_transform_id(family.first);
  timers.set_timer_family_id(family.second);
  timers.set_timers(std::move(bytes));
  timers.set_is_last(is_last);
}

void Outbound::Finish(fn::Elements* embedded) {
  // Elements and their end come in entries of their own, as runners are used to from other SDKs.
  std::map<std::string, fn::Elements> last;
  const bool embed = embedded != nullptr && !sent_;
  for (auto& [transform_id, bytes] : data_) {
    fn::Elements& elements = embed ? *embedded : last[ends_.sinks.at(transform_id)];
    if (!bytes.empty()) AddData(transform_id, std::move(bytes), false, elements);
    AddData(transform_id, std::string(), true, elements);
  }
  for (auto& [family, bytes] : timers_) {
    fn::Elements& elements = embed ? *embedded : last[ends_.timer_address];
    if (!bytes.empty()) AddTimers(family, std::move(bytes), false, elements);
    AddTimers(family, std::string(), true, elements);
  }
  for (const auto& [address, elements] : last) write_(address, elements);
}

}  // namespace beam::runners
