#include "io/receive_text.h"

#include <unistd.h>

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

#include "beam/base/error.h"
#include "beam/create.h"
#include "beam/scope.h"
#include "beam/splittable.h"
#include "io/line_stream.h"

namespace beam::io {

namespace {

/// What a step receives from; each step has a stream of its own.
struct Sender {
  std::string address;
  std::int64_t process = 0;
  std::int64_t number = 0;
};

std::int64_t NextNumber() {
  static std::atomic<std::int64_t> last{0};
  return ++last;
}

/// The stream of a sender, which all instances of the step share: any of them may go on where another one stopped. It is closed with
/// the last of them.
std::shared_ptr<LineStream> StreamOf(const Sender& sender, std::uint64_t max_line_bytes) {
  static std::mutex mutex;
  static std::map<std::pair<std::int64_t, std::int64_t>, std::weak_ptr<LineStream>> open;
  const std::lock_guard lock(mutex);
  std::erase_if(open, [](const auto& entry) { return entry.second.expired(); });
  std::weak_ptr<LineStream>& known = open[{sender.process, sender.number}];
  std::shared_ptr<LineStream> stream = known.lock();
  if (stream == nullptr) known = stream = LineStream::Open(sender.address, max_line_bytes);
  return stream;
}

/// Of lines that come one after the other, so that nobody else can have those that have not come yet while they are waited for.
class ComingLines : public OffsetRangeTracker {
 public:
  using OffsetRangeTracker::OffsetRangeTracker;
  std::optional<OffsetRange> TrySplit(double fraction) {
    if (fraction > 0) return std::nullopt;
    return OffsetRangeTracker::TrySplit(0);
  }
};

/// The restriction is the numbers of lines.
struct ReadComing {
  Duration every{0};
  std::uint64_t max_line_bytes = 0;
  Local<std::shared_ptr<LineStream>> stream;

  OffsetRange InitialRestriction(const Sender&) const { return {0, OffsetRange::kEndless}; }
  ComingLines NewTracker(const Sender&, const OffsetRange& range) const { return ComingLines(range); }
  ProcessContinuation ProcessElement(Context& context, ComingLines& tracker, ManualWatermark& watermark,
                                     const Sender& sender, Emitter<std::string> out) {
    if (*stream == nullptr) *stream = StreamOf(sender, max_line_bytes);
    for (std::int64_t number = tracker.CurrentRestriction().from; !context.cancelled(); ++number) {
      const LineStream::Found found = (*stream)->Look();
      const Timestamp now = context.processing_time();
      watermark.Set(now);
      if (found == LineStream::Found::kNothingYet) break;
      // At the end everything is done.
      if (!tracker.TryClaim(found == LineStream::Found::kEnd ? OffsetRange::kEndless : number)) {
        return ProcessContinuation::Stop();
      }
      out(now, std::string((*stream)->line()));
      (*stream)->Next();
    }
    return ProcessContinuation::Resume(every);
  }
};

void CheckOptions(const ReceiveTextOptions& options, const std::source_location& location) {
  if (options.every > Duration(0) && options.max_line_bytes > 0) return;
  throw Error(StatusCode::kInvalidArgument,
              "ReceiveText needs a time from one look to the next and a longest line: give .every and .max_line_bytes "
              "positive values; line = " +
                  beam::internal::ShortLocation(location));
}

}  // namespace

PCollection<std::string> ReceiveText(PipelineRef pipeline, const std::string& address,
                                     const ReceiveTextOptions& options) {
  CheckOptions(options, pipeline.location());
  LineStream::RequireAddress(address);
  const beam::internal::Composite composite(pipeline.state(), "ReceiveText", pipeline.location());
  const auto senders = Create(PipelineRef(&pipeline.state(), pipeline.location()),
                              {Sender{address, static_cast<std::int64_t>(getpid()), NextNumber()}});
  return ParDo(senders, Named("Read", ReadComing{options.every, options.max_line_bytes, {}}), pipeline.location());
}

}  // namespace beam::io
