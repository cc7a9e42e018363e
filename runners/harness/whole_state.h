// WholeState: all pages of one state of a runner.
#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <string>

#include "runners/harness/bundle_processor.h"

namespace beam::runners {

/// Asks for pages until there are no more, or until so many bytes are there and there is more: nothing then.
inline std::optional<std::string> ReadStateUpTo(StateClient& client, const fn::StateKey& key, std::size_t enough) {
  std::string bytes;
  std::string token;
  do {
    fn::StateGetResponse page = client.Get(key, token);
    bytes += page.data();
    token = page.continuation_token();
  } while (!token.empty() && bytes.size() < enough);
  if (!token.empty()) return std::nullopt;
  return bytes;
}
inline std::string ReadWholeState(StateClient& client, const fn::StateKey& key) {
  return *ReadStateUpTo(client, key, std::numeric_limits<std::size_t>::max());
}

}  // namespace beam::runners
