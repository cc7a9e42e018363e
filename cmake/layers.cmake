# Who may include whom. Includes point downwards only; cmake/check_layers.py reads this table and a test runs it.
#
# A row is "<folder or file> | <what it may include>". The longest name that fits a file decides; a part may always include
# itself, and * stands for everything. What is not named is forbidden. Besides the rows, the files of the whole tree include
# each other without a cycle.

# Groups of files that a row can be about: @name is set(BEAM_GROUP_NAME ...).
# The words of the front that function signatures are made of: the analyzer and the operators have to know them.
set(BEAM_GROUP_VOCABULARY
  beam/bundle_emitter.h beam/bundle_finalizer.h beam/co_grouped.h beam/context.h beam/emitter.h beam/iter.h beam/local.h beam/process_continuation.h beam/side_input.h beam/state.h beam/timer.h beam/windowed.h)
# The handles of a pipeline under construction, which side inputs are given as.
set(BEAM_GROUP_CONSTRUCTION beam/metric_results.h beam/pcollection.h beam/pipeline.h beam/result.h beam/run_check.h)

set(BEAM_LAYERS
  "beam/base        |"
  "coders           | beam/base"
  "beam/event_time  | beam/base"
  "beam/graph       | beam/base beam/event_time coders"
  "@construction    | beam/base beam/event_time beam/graph"
  "@vocabulary      | beam/base beam/event_time coders beam/exec beam/fn @construction"
  "beam/fn          | beam/base beam/event_time coders beam/graph beam/exec @vocabulary @construction"
  "beam/exec        | beam/base beam/event_time coders beam/graph beam/fn @vocabulary"
  "beam             | beam/base beam/event_time coders beam/graph beam/fn beam/exec @vocabulary @construction"
  "beam/testing     | beam/base beam/event_time beam/graph coders beam @vocabulary @construction transforms beam/exec"
  "transforms       | beam/base beam/event_time coders beam @vocabulary @construction transforms"
  "io               | beam/base beam/event_time coders beam @vocabulary @construction transforms io"
  "runners/engine   | beam/base beam/event_time coders beam/graph beam/fn beam/exec beam @vocabulary @construction"
  "runners/direct   | beam/base beam/event_time coders beam/graph beam/fn beam/exec beam @vocabulary @construction runners/engine"
  "runners/model    | beam/base beam/event_time coders beam/graph beam/exec"
  "runners/rpc      | beam/base runners/model"
  "runners/harness  | beam/base beam/event_time coders beam/graph beam/fn beam/exec beam @vocabulary @construction runners/model runners/rpc"
  "runners/portable | beam/base beam/event_time beam/graph beam/fn beam/exec beam @vocabulary @construction runners/model runners/rpc runners/harness"
  "examples         | beam/base beam/event_time coders beam @vocabulary @construction transforms io beam/testing"
  "bench            | beam/base beam/event_time coders beam @vocabulary @construction transforms io examples beam/testing"
  "bench/harness    | beam/base beam/event_time coders beam beam/graph beam/exec @vocabulary @construction bench runners/model runners/rpc runners/harness runners/portable"
  "test             | *"
  "cmake            |"
)

# The libraries that serve inside .cc files and never in an installed header.
set(BEAM_LIBRARIES_OUTSIDE_PUBLIC_HEADERS absl fmt google grpc grpcpp CLI catch2 gtest zstd zlib bzlib)

# The library headers that an installed header may include after all, file by file.
set(BEAM_LIBRARY_HEADERS_ALLOWED
  "beam/base/chrono.h       | bits/chrono.h chrono"
  "coders/fields.h          | boost/pfr.hpp boost/pfr/core.hpp boost/pfr/core_name.hpp boost/pfr/tuple_size.hpp"
  "coders/field_probe.h     | boost/pfr.hpp boost/pfr/core.hpp boost/pfr/tuple_size.hpp"
  "beam/testing/catch2.h    | catch2/catch.hpp catch2/catch_test_macros.hpp catch2/internal/catch_assertion_handler.hpp"
  "beam/testing/gtest.h     | gtest/gtest.h"
)

# Standard headers that cost every user a tenth of beam/beam.h or more and that an installed header therefore leaves alone.
set(BEAM_STANDARD_HEADERS_TOO_DEAR iostream regex sstream filesystem iomanip fstream future thread random
  chrono)
