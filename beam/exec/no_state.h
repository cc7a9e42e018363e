// StateBinder of a DoFn without state, which does nothing; that of a DoFn with some is in state_binder.h, which comes with
// beam/state.h and beam/timer.h, so that nobody else compiles it.
#pragma once

#include "beam/base/window.h"
#include "beam/exec/operator_context.h"
#include "beam/fn/stateful.h"

namespace beam::internal {

struct SetTimer;
template <class DoFn>
class KeyState;

template <class DoFn, bool kStateful = kIsStateful<DoFn>>
class StateBinder {
 public:
  explicit StateBinder(const OperatorContext&) {}
  void Select(DoFn&, const ElementMeta&) {}
};

}  // namespace beam::internal
