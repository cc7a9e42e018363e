// TestStreamToProto: a source for tests, whose elements and times are written down, as the model's payload.
#pragma once

#include <org/apache/beam/model/pipeline/v1/beam_runner_api.pb.h>

#include <string>

#include "beam/exec/stream_form.h"

namespace beam::runners {

/// `coder_id`: of the elements. The watermark goes to the end of time after the last event.
org::apache::beam::model::pipeline::v1::TestStreamPayload TestStreamToProto(const internal::StreamForm& form,
                                                                            const std::string& coder_id);

}  // namespace beam::runners
