// Stream: one bidirectional stream to the runner, and the five that the harness speaks: control, data, state, logging and status.
// Implemented over gRPC and in this process; the harness knows only this file.
//
// One thread reads a stream, any thread may write, close and cancel it. Close and Cancel never block.
#pragma once

#include <org/apache/beam/model/fn_execution/v1/beam_fn_api.pb.h>

#include "beam/base/status.h"
#include "runners/harness/bundle_processor.h"

namespace beam::runners {

template <class In, class Out>
class Stream {
 public:
  virtual ~Stream() = default;
  /// Blocks until a message is there. False once the stream has ended: end() then says why.
  virtual bool Read(In& message) = 0;
  /// Blocks while the other side does not keep up. False once the stream has ended or was closed.
  virtual bool Write(const Out& message) = 0;
  /// The same; the message may stay here until the next Write, so that many small ones go out together.
  virtual bool WriteSoon(const Out& message) { return Write(message); }
  /// Nothing more will be written. What was written still arrives, and reading goes on until the other side ends.
  virtual void Close() = 0;
  /// Ends both directions now and wakes every thread that is blocked in Read or Write.
  virtual void Cancel() = 0;
  /// Why Read returned false: ok if the other side ended the stream in an orderly way.
  virtual Status end() const = 0;
};

using ControlStream = Stream<fn::InstructionRequest, fn::InstructionResponse>;
using DataStream = Stream<fn::Elements, fn::Elements>;
using StateStream = Stream<fn::StateResponse, fn::StateRequest>;
using LoggingStream = Stream<fn::LogControl, fn::LogEntry::List>;
using StatusStream = Stream<fn::WorkerStatusRequest, fn::WorkerStatusResponse>;

}  // namespace beam::runners
