// FakeServices: what a bundle asks of its harness, with what it has sent and the side inputs and bags that it finds; and elements
// as they travel.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "beam/base/bytes.h"
#include "beam/base/error.h"
#include "coders/windowed_value.h"
#include "runners/harness/bundle_processor.h"

namespace beam::runners {

class FakeServices final : public BundleServices, public StateClient {
 public:
  const std::string& instruction_id() const override { return id_; }
  void SendData(const std::string& transform_id, std::string_view bytes) override { sent[transform_id] += bytes; }
  void SendTimers(const std::string& transform_id, const std::string& family, std::string bytes) override {
    timers[transform_id + "/" + family] += bytes;
  }
  StateClient& state() override { return *this; }
  fn::StateGetResponse Get(const fn::StateKey& key, const std::string& token) override {
    ++questions;
    fn::StateGetResponse page;
    if (key.has_bag_user_state()) {
      page.set_data(bags_hold.empty() ? bags[NameOf(key)] : bags_hold);
      return page;
    }
    if (key.has_runner() && pages_of_all.empty()) return RemotePage(key.runner().key(), token);
    const std::size_t at = token.empty() ? 0 : std::stoul(token);
    if (key.has_multimap_side_input() && at == 0) looked_up.push_back(key.multimap_side_input().key());
    const std::string& bytes = pages_of_all.empty() ? side_inputs[SideNameOf(key)] : pages_of_all;
    page.set_data(bytes.substr(at, page_bytes));
    if (at + page_bytes < bytes.size()) page.set_continuation_token(std::to_string(at + page_bytes));
    return page;
  }
  void Ask(const fn::StateKey& key) override { asked.push_back(NameOf(key)); }
  void Append(const fn::StateKey& key, std::string data) override {
    bags[NameOf(key)] += data;
    writes.push_back("append " + key.bag_user_state().user_state_id());
  }
  void Clear(const fn::StateKey& key) override {
    bags.erase(NameOf(key));
    writes.push_back("clear " + key.bag_user_state().user_state_id());
  }
  std::string_view user_state_token() const override { return token; }
  std::string_view side_input_token(const std::string& transform_id, const std::string& side_input_id) const override {
    const auto found = side_input_tokens.find(transform_id + "/" + side_input_id);
    return found == side_input_tokens.end() ? std::string_view() : found->second;
  }
  // "transform/state/window/key".
  static std::string NameOf(const fn::StateKey& key) {
    const auto& bag = key.bag_user_state();
    return bag.transform_id() + "/" + bag.user_state_id() + "/" + bag.window() + "/" + bag.key();
  }

  // "transform/side input", "/window" where it is not the global one, and "#key" of what is read by key.
  static std::string SideNameOf(const fn::StateKey& key) {
    const auto name = [](const auto& side) {
      return side.transform_id() + "/" + side.side_input_id() + (side.window().empty() ? "" : "/" + side.window());
    };
    if (!key.has_multimap_side_input()) return name(key.iterable_side_input());
    return name(key.multimap_side_input()) + "#" + key.multimap_side_input().key();
  }

  std::map<std::string, std::string> sent;
  /// What a runner keeps of iterables: pages, by token.
  std::map<std::string, std::vector<std::string>> remote;
  /// "token/page" of each page of those that was asked for.
  std::vector<std::string> remote_asked;
  /// By transform, side input and, where it is not the global one, encoded window; and by key, where they are read so.
  std::map<std::string, std::string> side_inputs;
  /// The keys that were asked for in side inputs.
  std::vector<std::string> looked_up;
  /// What every state holds, if it is not empty.
  std::string pages_of_all;
  std::size_t page_bytes = 1;
  int questions = 0;
  /// States that were asked for before they were got.
  std::vector<std::string> asked;
  /// What user states hold.
  std::map<std::string, std::string> bags;
  /// What all of them hold, if it is not empty.
  std::string bags_hold;
  std::vector<std::string> writes;
  std::string token;
  /// By transform and side input.
  std::map<std::string, std::string> side_input_tokens;
  /// By transform and family.
  std::map<std::string, std::string> timers;

 private:
  fn::StateGetResponse RemotePage(const std::string& key, const std::string& continuation) {
    const std::size_t at = continuation.empty() ? 0 : std::stoul(continuation);
    remote_asked.push_back(key + "/" + std::to_string(at));
    const auto found = remote.find(key);
    if (found == remote.end()) throw Error(StatusCode::kUnknown, "the runner refuses: there is no such iterable");
    fn::StateGetResponse page;
    if (at < found->second.size()) page.set_data(found->second[at]);
    if (at + 1 < found->second.size()) page.set_continuation_token(std::to_string(at + 1));
    return page;
  }

  std::string id_ = "1";
};

template <class T>
std::string Encoded(const std::vector<T>& values) {
  std::string bytes;
  ByteWriter writer(bytes);
  for (const T& value : values) {
    internal::EncodeNested(
        WindowedValue<T, GlobalWindowCoder>{{Timestamp::Millis(5), {Window::Global()}, PaneInfo()}, value}, writer);
  }
  return bytes;
}
template <class T>
std::vector<T> Decoded(const std::string& bytes) {
  std::vector<T> values;
  for (ByteReader reader(bytes); !reader.empty();) {
    values.push_back(internal::DecodeNested<WindowedValue<T, GlobalWindowCoder>>(reader).value);
  }
  return values;
}

}  // namespace beam::runners
