#include "runners/portable/resource_hints.h"

#include <algorithm>

#include "beam/base/error.h"
#include "beam/standard_options.h"

namespace beam::runners {

namespace {

[[noreturn]] void Refuse(std::string_view hint, const std::string& expected) {
  throw Error(StatusCode::kInvalidArgument,
              "--resource_hints takes NAME=VALUE,... with the names min_ram, cpu_count, "
              "accelerator, or the URN of another hint; " +
                  expected + "; given: " + std::string(hint));
}

std::string BytesOf(std::string_view hint, std::string_view text) {
  internal::ByteSize size;
  if (const std::string problem = internal::ParseByteSize(text, size); !problem.empty()) Refuse(hint, problem);
  return std::to_string(size.bytes);
}

std::string CountOf(std::string_view hint, std::string_view text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.empty() || text.front() == '0' || !std::all_of(text.begin(), text.end(), is_digit)) {
    Refuse(hint, "cpu_count is a whole number above 0");
  }
  return std::string(text);
}

void AddHint(std::string_view hint, std::map<std::string, std::string>& hints) {
  const std::size_t equals = std::min(hint.find('='), hint.size());
  const std::string_view name = hint.substr(0, equals);
  const std::string_view value = hint.substr(std::min(equals + 1, hint.size()));
  if (value.empty()) Refuse(hint, "a value was expected behind '='");
  if (name == "min_ram") {
    hints["beam:resources:min_ram_bytes:v1"] = BytesOf(hint, value);
  } else if (name == "cpu_count") {
    hints["beam:resources:cpu_count:v1"] = CountOf(hint, value);
  } else if (name == "accelerator") {
    hints["beam:resources:accelerator:v1"] = value;
  } else if (name.starts_with("beam:resources:")) {
    hints[std::string(name)] = value;
  } else {
    Refuse(hint, "this name is none of them");
  }
}

}  // namespace

std::map<std::string, std::string> ParseResourceHints(std::string_view text) {
  std::map<std::string, std::string> hints;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    AddHint(text.substr(0, comma), hints);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return hints;
}

}  // namespace beam::runners
