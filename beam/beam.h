// The whole public API of this folder. Transforms and IO are included one by one: "transforms/count.h", "io/text.h".
#pragma once

#include "beam/base/error.h"          // IWYU pragma: export
#include "beam/base/kv.h"             // IWYU pragma: export
#include "beam/base/time.h"           // IWYU pragma: export
#include "beam/base/window.h"         // IWYU pragma: export
#include "beam/bind.h"                // IWYU pragma: export
#include "beam/bundle_finalizer.h"    // IWYU pragma: export
#include "beam/collect.h"             // IWYU pragma: export
#include "beam/combine.h"             // IWYU pragma: export
#include "beam/combine_with_sides.h"  // IWYU pragma: export
#include "beam/context.h"             // IWYU pragma: export
#include "beam/create.h"              // IWYU pragma: export
#include "beam/emitter.h"             // IWYU pragma: export
#include "beam/flatten.h"             // IWYU pragma: export
#include "beam/group_by_key.h"        // IWYU pragma: export
#include "beam/hot_key_fanout.h"      // IWYU pragma: export
#include "beam/impulse.h"             // IWYU pragma: export
#include "beam/init.h"                // IWYU pragma: export
#include "beam/iter.h"                // IWYU pragma: export
#include "beam/local.h"               // IWYU pragma: export
#include "beam/map.h"                 // IWYU pragma: export
#include "beam/metrics.h"             // IWYU pragma: export
#include "beam/options.h"             // IWYU pragma: export
#include "beam/par_do.h"              // IWYU pragma: export
#include "beam/partition.h"           // IWYU pragma: export
#include "beam/pcollection.h"         // IWYU pragma: export
#include "beam/pipeline.h"            // IWYU pragma: export
#include "beam/reshuffle.h"           // IWYU pragma: export
#include "beam/result.h"              // IWYU pragma: export
#include "beam/scope.h"               // IWYU pragma: export
#include "beam/side_input.h"          // IWYU pragma: export
#include "beam/window_into.h"         // IWYU pragma: export
#include "beam/with_timestamps.h"     // IWYU pragma: export
#include "coders/coders.h"            // IWYU pragma: export
