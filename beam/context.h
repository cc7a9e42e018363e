// Context: what a DoFn may know about the run it is part of.
#pragma once

#include <string_view>

#include "beam/exec/operator_context.h"

namespace beam {

class BundleFinalizer;

/// Taken by reference as a DoFn's first parameter. Valid during the call.
///
///   void Slow(beam::Context& context, const std::string& line, beam::Emitter<std::string> emit) {
///     if (context.cancelled()) return;
///     emit(line);
///   }
class Context {
 public:
  explicit Context(const internal::OperatorContext* operator_context) : context_(operator_context) {}

  /// The full name of the step.
  std::string_view step_name() const { return context_->step_name(); }
  /// True once the run is ending early, because it was cancelled or another step failed: long work should return.
  bool cancelled() const { return context_->cancelled(); }
  /// What the clock of the run says: the machine's, or one that a test moves (beam/testing/test_stream.h).
  Timestamp processing_time() const { return context_->processing_time(); }

 private:
  friend class BundleFinalizer;
  const internal::OperatorContext* context_;
};

}  // namespace beam
