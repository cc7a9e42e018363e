// Runs a spec in both ways and says what differs.
#pragma once

#include <string>

#include "test/reference/spec.h"

namespace beam::testing {

/// Empty when the runner of that name and the naive runner agree.
std::string Compare(const Spec& spec, const std::string& runner = "direct");

}  // namespace beam::testing
