// WholeState: all pages of one state of a runner.
#pragma once

#include <string>

#include "runners/harness/bundle_processor.h"

namespace beam::runners {

/// Asks for pages until there are no more.
inline std::string ReadWholeState(StateClient& client, const fn::StateKey& key) {
  std::string bytes;
  std::string token;
  do {
    fn::StateGetResponse page = client.Get(key, token);
    bytes += page.data();
    token = page.continuation_token();
  } while (!token.empty());
  return bytes;
}

}  // namespace beam::runners
