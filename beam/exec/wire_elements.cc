#include "beam/exec/wire_elements.h"

#include "coders/bytes.h"

namespace beam::internal {

WireElements RawElements(const CoderSpec& wire, const CoderSpec& ours) {
  return {wire, ours, WireFormOf<Bytes>(), true};
}

}  // namespace beam::internal
