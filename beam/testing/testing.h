// The testing kit, without the adapters to test frameworks: "beam/testing/catch2.h" and "beam/testing/gtest.h".
#pragma once

#include "beam/testing/check_coder.h"       // IWYU pragma: export
#include "beam/testing/check_combine_fn.h"  // IWYU pragma: export
#include "beam/testing/expect.h"            // IWYU pragma: export
#include "beam/testing/printed.h"           // IWYU pragma: export
#include "beam/testing/test_pipeline.h"     // IWYU pragma: export
