// Resource hints: what workers should have, as a user says it and as a job service is told.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace beam::runners {

/// Of "min_ram=4GiB,cpu_count=8,accelerator=type:nvidia-tesla-t4;count:1": by URN, what a service reads. Another name may be the URN of
/// a hint that only the service knows. Throws beam::Error (kInvalidArgument) that says what was expected.
std::map<std::string, std::string> ParseResourceHints(std::string_view text);

}  // namespace beam::runners
