// The reading end of a grouping whose windows merge, whose panes are more than one, whose timestamps depend on the elements, or whose
// input has no end. The rules are beam/event_time's KeyWindows; what lies in the windows is WindowPanes.
#pragma once

#include <utility>
#include <vector>

#include "beam/exec/operator_context.h"
#include "beam/exec/stamped.h"
#include "beam/exec/window_panes.h"

namespace beam::internal {

/// `layouts`: of the stamped values of each input (stamped.h).
Owned<SourceOperator> MakeWindowedReader(const std::vector<RecordLayout>& layouts,
                                         const std::vector<BlockStore*>& stores, Owned<WindowPanes> panes,
                                         const OperatorContext& context);

/// A reader whose contents are `Panes`, made of `arguments`; Vs are the values of the exchange's inputs.
template <class Panes, class K, class... Vs, class... Arguments>
Owned<SourceOperator> WindowedReader(const std::vector<BlockStore*>& stores, const OperatorContext& context,
                                     Arguments&&... arguments) {
  return MakeWindowedReader({StampedLayoutOf<K, Vs>()...}, stores,
                            Owned<WindowPanes>(new Panes(std::forward<Arguments>(arguments)...)), context);
}

}  // namespace beam::internal
