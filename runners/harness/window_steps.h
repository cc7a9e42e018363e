// WindowSteps: what runners ask of a window function beside assigning windows: to map windows of a main input to those of a side
// input, and to merge windows. Elements are windows then.
#pragma once

#include <memory>

#include "beam/event_time/window_fn.h"
#include "beam/exec/operator.h"
#include "coders/coder.h"

namespace beam::runners {

/// KV<nonce, window> becomes KV<nonce, window of the side input>. `in` and `out` are the coders of the elements; elements are
/// batches of their bytes (RawElements). Throws beam::Error (kInvalidArgument) for other coders.
/// Source: beam:transform:map_windows:v1.
std::unique_ptr<internal::Operator> MakeMapWindows(internal::WindowFnRef fn, const CoderSpec& in, const CoderSpec& out);

/// KV<nonce, Iterable<window>> becomes KV<nonce, KV<Iterable<window that stays>, Iterable<KV<merged, Iterable<original>>>>>.
/// Source: beam:transform:merge_windows:v1.
std::unique_ptr<internal::Operator> MakeMergeWindows(internal::WindowFnRef fn, const CoderSpec& in);

}  // namespace beam::runners
