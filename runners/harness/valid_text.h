// ValidText: any bytes as text that a protobuf string may hold.
#pragma once

#include <string>
#include <string_view>

namespace beam::runners {

/// Protobuf strings must be UTF-8: a runner whose decoder is strict drops the whole stream for what one user's message holds.
/// Other bytes become \xNN; what is longer than 64 KiB is cut.
std::string ValidText(std::string_view text);

}  // namespace beam::runners
