#include "runners/harness/side_input_keys.h"

#include <utility>

#include "beam/base/error.h"
#include "beam/exec/coder_description.h"
#include "runners/harness/whole_state.h"

namespace beam::runners {

namespace {

const CoderSpec& PartOf(const CoderSpec& pair, std::size_t part) {
  if (pair.urn != "beam:coder:kv:v1" || pair.components.size() != 2) {
    throw Error(StatusCode::kInvalidArgument,
                "a side input that is looked up by key has elements that are no keys and values; coder = " +
                    internal::DescribeCoder(pair));
  }
  return pair.components[part];
}

}  // namespace

SideInputKeys::SideInputKeys(const std::string& transform, const std::string& side_input, const CoderSpec& wire,
                             const CoderSpec& ours)
    : key_(PartOf(wire, 0), PartOf(ours, 0)), value_(PartOf(wire, 1), PartOf(ours, 1)) {
  auto& wanted = *asked_.mutable_multimap_side_input();
  wanted.set_transform_id(transform);
  wanted.set_side_input_id(side_input);
}

std::string SideInputKeys::WireKey(std::string_view key) const {
  if (key_.is_identity()) return std::string(key);
  std::string bytes;
  ByteReader reader(key);
  ByteWriter writer(bytes);
  key_.ToWire(reader, writer);
  return bytes;
}

std::string_view SideInputKeys::Read(StateClient& state, std::string window, std::string_view key) {
  auto& wanted = *asked_.mutable_multimap_side_input();
  wanted.set_window(std::move(window));
  wanted.set_key(WireKey(key));
  std::string found = ReadWholeState(state, asked_);
  if (value_.is_identity()) return values_ = std::move(found);
  values_.clear();
  ByteWriter writer(values_);
  for (ByteReader reader(found); !reader.empty();) value_.FromWire(reader, writer);
  return values_;
}

}  // namespace beam::runners
