// StreamForm: a source whose elements and times are written down, for runners that play it themselves.
#pragma once

#include <string>
#include <vector>

#include "beam/base/time.h"

namespace beam::internal {

struct StreamForm {
  struct Element {
    std::string bytes;  ///< In the outer form of its coder.
    Timestamp time;
  };
  /// Elements, or a watermark, or a time by which the clock moves on.
  struct Event {
    std::vector<Element> elements;
    Timestamp watermark = Timestamp::Min();  ///< The lowest one: the watermark stays.
    Duration clock{0};
  };
  std::vector<Event> events;
};

}  // namespace beam::internal
