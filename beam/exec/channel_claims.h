// ChannelClaims: which elements of a data channel a bundle has taken on, and where it stops.
//
// The thread that processes the bundle claims elements before it looks at them; the thread that answers the runner gives the end of
// the channel away, at an element that is not claimed. Both ask under one lock, so that no element is processed twice or not at
// all. Thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <mutex>
#include <optional>
#include <vector>

namespace beam::internal {

class ChannelClaims {
 public:
  /// What a runner asks for. Elements are counted from 0, in the order in which they are sent.
  struct DesiredSplit {
    /// How much of the work that is left the bundle shall keep: 0 nothing that has not begun, 1 all.
    double fraction_of_remainder = 0;
    /// How many elements the runner sends; unknown unless it is positive.
    std::int64_t estimated_elements = 0;
    /// The elements that a rest may begin with, in any order; none: all of them.
    std::vector<std::int64_t> allowed_split_points;
  };

  /// Knows the element that is being processed. For any thread.
  class ElementSplitter {
   public:
    /// How much of it is done, 1 being all; nothing where nobody knows.
    virtual std::optional<double> Completed() = 0;
    /// Ends it behind a fraction of what is left of it. False if that cannot be.
    virtual bool Split(double fraction) = 0;

   protected:
    ~ElementSplitter() = default;
  };

  /// A bundle begins.
  void Begin();
  /// The bundle takes on this many elements more, or fewer where its end is nearer: none once it has been reached.
  std::size_t Claim(std::size_t wanted);
  /// So many of the elements that were claimed last were there, and are processed. The others are claimed no more.
  void Processed(std::size_t count);
  /// The bundle has seen all its elements: nothing is given away any more.
  void End();

  /// Whether the bundle has taken on all that it keeps of a channel that was split.
  bool AtEnd() const;
  /// The element that is being processed, or will be the next one.
  std::int64_t index() const;
  /// Stops the bundle in front of an element, which is returned, where it begins the rest. None if there is nothing to give away; then
  /// nothing has changed.
  std::optional<std::int64_t> Split(const DesiredSplit& desired);

  /// Stops the bundle inside the element that is being processed, whose number is returned, if the bundle shall keep no more than a part
  /// of it. None if it shall keep more, or the element cannot be split; then nothing has changed.
  std::optional<std::int64_t> SplitElement(const DesiredSplit& desired, ElementSplitter& splitter);

 private:
  static constexpr std::int64_t kUnknown = std::numeric_limits<std::int64_t>::max();
  std::optional<std::int64_t> SplitPoint(const DesiredSplit& desired, std::int64_t total) const;
  std::int64_t Target(double fraction, std::int64_t total) const;
  std::optional<double> ShareOfElement(const DesiredSplit& desired, double completed) const;

  mutable std::mutex mutex_;
  bool open_ = false;
  std::int64_t processed_ = 0;
  std::int64_t claimed_ = 0;
  std::int64_t end_ = kUnknown;
};

}  // namespace beam::internal
