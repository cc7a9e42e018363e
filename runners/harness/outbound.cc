#include "runners/harness/outbound.h"

#include <utility>

#include "beam/base/error.h"

namespace beam::runners {

namespace {

// A protobuf message cannot be longer than 2 GiB; some room is left for what is around the bytes.
constexpr std::size_t kLongestChunk = (std::size_t{1} << 31) - (std::size_t{1} << 20);
constexpr std::size_t kPartsOfMessage = 16;

void RequireKnown(bool known, const std::string& what) {
  if (known) return;
  throw Error(StatusCode::kInternal, "the stage sends to " + what + ", which its descriptor does not have");
}

}  // namespace

Outbound::Outbound(std::string instruction_id, const StageEnds& ends, std::size_t flush_bytes, Write write)
    : instruction_id_(std::move(instruction_id)), ends_(ends), flush_bytes_(flush_bytes), write_(std::move(write)) {
  for (const auto& [transform_id, address] : ends.sinks) {
    fn::Elements::Data& data = *data_[transform_id].add_data();
    data.set_instruction_id(instruction_id_);
    data.set_transform_id(transform_id);
  }
  for (const TimerFamily& family : ends.timer_families) timers_[family];
}

void Outbound::Gather(std::string_view bytes, const std::string& transform_id, std::string& gathered) const {
  if (gathered.size() + bytes.size() > kLongestChunk) {
    throw Error(StatusCode::kResourceExhausted,
                "transform " + transform_id + " sends an element that is too large for the wire (2 GiB); bytes = " +
                    std::to_string(bytes.size()));
  }
  // Whoever sends a good part of a message in one piece will fill it; growing step by step would copy it again and again.
  if (bytes.size() >= flush_bytes_ / kPartsOfMessage && gathered.capacity() < flush_bytes_)
    gathered.reserve(flush_bytes_ + bytes.size());
  gathered += bytes;
}

void Outbound::SendData(const std::string& transform_id, std::string_view bytes) {
  const auto found = data_.find(transform_id);
  RequireKnown(found != data_.end(), "sink " + transform_id);
  std::string& gathered = *found->second.mutable_data(0)->mutable_data();
  Gather(bytes, transform_id, gathered);
  if (gathered.size() < flush_bytes_) return;
  sent_ = true;
  write_(ends_.sinks.at(transform_id), found->second);
  gathered.clear();
}

void Outbound::SendTimers(const std::string& transform_id, const std::string& family, std::string bytes) {
  const auto found = timers_.find({transform_id, family});
  RequireKnown(found != timers_.end(), "timer family " + family + " of transform " + transform_id);
  Gather(bytes, transform_id, found->second);
  if (found->second.size() >= flush_bytes_) FlushTimers(found->first, found->second);
}

void Outbound::FlushTimers(const TimerFamily& family, std::string& bytes) {
  fn::Elements elements;
  AddTimers(family, std::exchange(bytes, std::string()), false, elements);
  sent_ = true;
  write_(ends_.timer_address, elements);
}

void Outbound::AddLastData(const std::string& transform_id, fn::Elements& elements) const {
  fn::Elements::Data& data = *elements.add_data();
  data.set_instruction_id(instruction_id_);
  data.set_transform_id(transform_id);
  data.set_is_last(true);
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
  for (auto& [transform_id, gathered] : data_) {
    fn::Elements& elements = embed ? *embedded : last[ends_.sinks.at(transform_id)];
    if (!gathered.data(0).data().empty()) *elements.add_data() = std::move(*gathered.mutable_data(0));
    AddLastData(transform_id, elements);
  }
  for (auto& [family, bytes] : timers_) {
    fn::Elements& elements = embed ? *embedded : last[ends_.timer_address];
    if (!bytes.empty()) AddTimers(family, std::move(bytes), false, elements);
    AddTimers(family, std::string(), true, elements);
  }
  for (const auto& [address, elements] : last) write_(address, elements);
}

}  // namespace beam::runners
