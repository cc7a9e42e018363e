// RestrictionFunction: a splittable DoFn, and the call of its ProcessElement that is under way.
//
// The call is made on the bundle's thread. While it lasts, its restriction may lose its end: to the bundle, which has had enough and
// says so from inside an emit, and to other threads where the DoFn's tracker allows it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "beam/exec/copy_of.h"
#include "beam/exec/par_do_op.h"
#include "beam/exec/restriction_methods.h"

namespace beam::internal {

/// After about so many elements a bundle of work without end has had enough.
inline constexpr std::size_t kElementsOfBundle = 10000;

[[noreturn]] void FailUnclaimed(const OperatorContext& context, const std::string& element,
                                const std::string& restriction);

/// An element and what there is to do of it.
template <class Element, class Restriction>
struct RestrictionWork {
  Element element;
  Restriction restriction;
  ElementMeta meta;
  Timestamp watermark;  ///< What was reached in the restriction before.
  double size = 1;      ///< Of the restriction.
  /// Not one of several that are one element to a runner. Only what is whole is split from outside.
  bool whole = true;
};

template <class DoFn, class Element, class... Side>
class RestrictionFunction final : private DeliveryWatch {
 public:
  using Methods = RestrictionMethods<DoFn, Element, Side...>;
  using Splittable = typename Methods::Splittable;
  using Tracker = typename Splittable::Tracker;
  using Estimator = typename Splittable::Estimator;
  using Restriction = typename Methods::Restriction;
  using Work = RestrictionWork<Element, Restriction>;
  /// Whether other threads may ask about the call under way and split it.
  static constexpr bool kShares = SplitsFromOutside<Tracker>;

  RestrictionFunction(const DoFn& prototype, const OperatorContext& context)
      : context_(context), function_(prototype, context) {
    if constexpr (kObserves) Watch();
  }

  const std::vector<OutputBase*>& outputs() const { return function_.outputs(); }
  DoFn& function() { return function_.function(); }

  void Setup() { function_.Setup(); }
  void StartBundle() {
    passed_ = 0;
    function_.StartBundle();
  }
  void FinishBundle() { function_.FinishBundle(); }
  void Teardown() { function_.Teardown(); }

  /// From here on calls lose what is left when so many elements have passed in a bundle.
  void LimitBundles(std::size_t elements) {
    if (limit_ == kNoLimit) Watch();
    limit_ = elements;
  }
  bool bundle_is_full() const { return passed_ >= limit_; }

  /// Calls ProcessElement. Returns nothing if the restriction is done. Otherwise `work` is what is left of it, and is to be processed
  /// when the time that is returned has passed.
  std::optional<Duration> Process(Work& work) {
    Tracker tracker = Methods::MakeTracker(function(), work.element, work.restriction);
    Estimator estimator(work.watermark);
    if constexpr (requires { estimator.ObserveClock(Timestamp()); }) {
      estimator.ObserveClock(context_.processing_time());
    }
    const Observed observed(estimator_, &estimator);
    rest_.reset();
    const ProcessContinuation result = Call(work, tracker, estimator);
    // The estimator sees what is collected, and `work` may move.
    for (OutputBase* output : outputs()) output->EndBundle();
    Duration delay(0);
    if (!rest_.has_value() && !tracker.Done()) {
      if (!result.resumes()) FailUnclaimed(context_, ElementText(work.element), ElementText(work.restriction));
      rest_ = tracker.TrySplit(0);
      delay = std::max(result.delay(), Duration(0));
    }
    work.watermark = std::max(work.watermark, estimator.CurrentWatermark());
    if (!rest_.has_value()) return std::nullopt;
    work.restriction = std::move(*rest_);
    return delay;
  }

  /// How much of the restriction of the call under way has been processed, 1 being all; nothing where that is not known. For any thread.
  std::optional<double> Completed() {
    if constexpr (kShares && TellsProgress<Tracker>) {
      std::lock_guard lock(mutex_);
      if (shared_ == nullptr) return std::nullopt;
      const auto progress = std::as_const(*shared_).Progress();
      const double all = progress.completed + progress.remaining;
      return all > 0 ? std::optional<double>(progress.completed / all) : std::nullopt;
    } else {
      return std::nullopt;
    }
  }

  /// Ends the call under way behind a fraction of what is left of its restriction, and calls take(kept, rest) with what it keeps and
  /// what it loses, both of type Work. False if there is no call, or nothing that it could lose. For any thread.
  template <class Take>
  bool Split(double fraction, Take&& take) {
    if constexpr (kShares) {
      std::lock_guard lock(mutex_);
      if (shared_ == nullptr) return false;
      std::optional<Restriction> rest = shared_->TrySplit(fraction);
      if (!rest.has_value()) return false;
      // The estimator belongs to the call: what it has reached since the call began is not known here.
      const auto part = [&](Restriction restriction, double share) {
        return Work{CopyOf(work_->element), std::move(restriction), work_->meta, work_->watermark, work_->size * share};
      };
      take(part(std::as_const(*shared_).CurrentRestriction(), fraction), part(std::move(*rest), 1 - fraction));
      return true;
    } else {
      return false;
    }
  }

 private:
  static constexpr std::size_t kNoLimit = std::numeric_limits<std::size_t>::max();
  static constexpr bool kObserves =
      requires(Estimator& estimator, Timestamp time) { estimator.ObserveTimestamp(time); };

  class Observed {
   public:
    Observed(Estimator*& place, Estimator* estimator) : place_(place) { place_ = estimator; }
    Observed(const Observed&) = delete;
    Observed& operator=(const Observed&) = delete;
    ~Observed() { place_ = nullptr; }

   private:
    Estimator*& place_;
  };
  /// The call is open to Split and to the bundle's limit while this lives.
  class Open {
   public:
    Open(RestrictionFunction& function, const Work& work, Tracker& tracker) : function_(function) {
      function_.SetCall(&work, &tracker);
    }
    Open(const Open&) = delete;
    Open& operator=(const Open&) = delete;
    ~Open() { function_.SetCall(nullptr, nullptr); }

   private:
    RestrictionFunction& function_;
  };

  void SetCall(const Work* work, Tracker* tracker) {
    tracker_ = tracker;
    std::lock_guard lock(mutex_);
    work_ = work;
    shared_ = work != nullptr && work->whole ? tracker : nullptr;
  }
  ProcessContinuation Call(const Work& work, Tracker& tracker, Estimator& estimator) {
    const Open open(*this, work, tracker);
    return function_.ProcessRestriction(work.element, work.meta, tracker, estimator);
  }

  void Watch() {
    for (OutputBase* output : outputs()) output->set_watch(this);
  }
  void Passing(const BatchBase& batch) override {
    if constexpr (kObserves) {
      for (std::size_t i = 0; estimator_ != nullptr && i < batch.size(); ++i) {
        estimator_->ObserveTimestamp(batch.meta(i).timestamp);
      }
    }
    passed_ += batch.size();
    if (tracker_ == nullptr || !bundle_is_full() || rest_.has_value()) return;
    rest_ = tracker_->TrySplit(0);
  }

  OperatorContext context_;
  ParDoOp<DoFn, Element, Side...> function_;
  std::size_t limit_ = kNoLimit;
  std::size_t passed_ = 0;           // elements in this bundle
  std::optional<Restriction> rest_;  // what the bundle took away from the call
  // Of the call.
  Estimator* estimator_ = nullptr;
  Tracker* tracker_ = nullptr;
  // The same for other threads.
  std::mutex mutex_;
  const Work* work_ = nullptr;
  Tracker* shared_ = nullptr;
};

}  // namespace beam::internal
