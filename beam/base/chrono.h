// The durations and moments of std::chrono, without its calendar, time zones and text. In libstdc++ <chrono> brings the
// string streams along, which cost an including file more than all of beam/base; the part that condition variables need
// has a header of its own. A program that uses more of std::chrono includes <chrono> itself.
#pragma once

#if __has_include(<bits/chrono.h>)
#include <bits/chrono.h>  // IWYU pragma: export
#else
#include <chrono>  // IWYU pragma: export
#endif
