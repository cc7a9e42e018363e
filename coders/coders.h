// All coders that a type can have by being what it is. Included by beam/beam.h; windowed values, timers and the dynamic
// row are for runners and have headers of their own.
#pragma once

#include "coders/bytes.h"       // IWYU pragma: export
#include "coders/coder.h"       // IWYU pragma: export
#include "coders/containers.h"  // IWYU pragma: export
#include "coders/kv.h"          // IWYU pragma: export
#include "coders/nullable.h"    // IWYU pragma: export
#include "coders/numbers.h"     // IWYU pragma: export
#include "coders/struct.h"      // IWYU pragma: export
#include "coders/variant.h"     // IWYU pragma: export
