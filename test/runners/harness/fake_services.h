// FakeServices: what a bundle asks of its harness, with what it has sent and the side inputs that it finds; and elements as they
// travel.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "beam/base/bytes.h"
#include "coders/windowed_value.h"
#include "runners/harness/bundle_processor.h"

namespace beam::runners {

class FakeServices final : public BundleServices, public StateClient {
 public:
  const std::string& instruction_id() const override { return id_; }
  void SendData(const std::string& transform_id, std::string_view bytes) override { sent[transform_id] += bytes; }
  void SendTimers(const std::string&, const std::string&, std::string) override {}
  StateClient& state() override { return *this; }
  fn::StateGetResponse Get(const fn::StateKey& key, const std::string& token) override {
    ++questions;
    fn::StateGetResponse page;
    const auto& side = key.iterable_side_input();
    const std::string id =
        side.transform_id() + "/" + side.side_input_id() + (side.window().empty() ? "" : "/" + side.window());
    // One byte a page.
    const std::size_t at = token.empty() ? 0 : std::stoul(token);
    const std::string& bytes = pages_of_all.empty() ? side_inputs[id] : pages_of_all;
    page.set_data(bytes.substr(at, 1));
    if (at + 1 < bytes.size()) page.set_continuation_token(std::to_string(at + 1));
    return page;
  }
  void Append(const fn::StateKey&, std::string) override {}
  void Clear(const fn::StateKey&) override {}

  std::map<std::string, std::string> sent;
  /// By transform, side input and, where it is not the global one, encoded window.
  std::map<std::string, std::string> side_inputs;
  /// What every state holds, if it is not empty.
  std::string pages_of_all;
  int questions = 0;

 private:
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
