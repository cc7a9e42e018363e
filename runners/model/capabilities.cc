#include "runners/model/capabilities.h"

namespace beam::runners {

void AddCapabilities(org::apache::beam::model::pipeline::v1::Environment& environment) {
  for (const char* urn : {
           "beam:coder:bytes:v1",
           "beam:coder:string_utf8:v1",
           "beam:coder:bool:v1",
           "beam:coder:varint:v1",
           "beam:coder:double:v1",
           "beam:coder:kv:v1",
           "beam:coder:iterable:v1",
           "beam:coder:state_backed_iterable:v1",
           "beam:coder:nullable:v1",
           "beam:coder:length_prefix:v1",
           "beam:coder:global_window:v1",
           "beam:coder:interval_window:v1",
           "beam:coder:windowed_value:v1",
           "beam:coder:param_windowed_value:v1",
           "beam:coder:row:v1",
           "beam:transform:window_into:v1",
           "beam:transform:map_windows:v1",
           "beam:transform:merge_windows:v1",
           "beam:transform:sdf_truncate_sized_restrictions:v1",
           "beam:protocol:progress_reporting:v1",
           "beam:protocol:multi_core_bundle_processing:v1",
           "beam:protocol:harness_monitoring_infos:v1",
           "beam:protocol:state_caching:v1",
           "beam:protocol:data_sampling:v1",
           "beam:protocol:worker_status:v1",
       }) {
    environment.add_capabilities(urn);
  }
}

}  // namespace beam::runners
