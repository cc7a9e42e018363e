// ReceiveText: lines that another program sends while the pipeline runs.
#pragma once

#include <cstdint>
#include <string>

#include "beam/base/time.h"
#include "beam/pcollection.h"

namespace beam::io {

struct ReceiveTextOptions {
  /// How long nobody looks for lines when none have come.
  Duration every{100};
  /// A longer line is an error.
  std::uint64_t max_line_bytes = 64u << 20;
};

/// Output: the lines that come over a connection to `address` ("HOST:PORT", where another program listens), or on standard input
/// ("-"), without their ends. Unbounded: there is no end before the sender's; the rest of the last line is a line. Windows and time:
/// global windows; a line has the processing time at which it was read, and the watermark is the clock's. Errors: beam::Error
/// (kInvalidArgument) for what is no address, or unless `every` and `max_line_bytes` are positive, when the pipeline is built; the run
/// fails where nobody listens or the connection breaks. What was read and not yet committed when a run fails is lost, and what comes behind a
/// drain is not read: nobody can be asked for it again. So this is a source to try things with; what must not be lost comes from a
/// log. Cost: one worker reads, without waiting. Source: socketTextStream of Flink.
///
///   auto lines = beam::io::ReceiveText(pipeline, "localhost:9999");       // nc -lk 9999
PCollection<std::string> ReceiveText(PipelineRef pipeline, const std::string& address,
                                     const ReceiveTextOptions& options = {});

}  // namespace beam::io
