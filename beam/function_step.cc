#include "beam/function_step.h"

namespace beam::internal {

std::string StepName(std::string_view verb, std::string_view type_name, const std::source_location& location) {
  std::string name(verb);
  if (type_name.empty()) return name + "(" + ShortLocation(location) + ")";
  std::string_view plain = type_name.substr(0, type_name.find('<'));
  const std::size_t scope = plain.rfind("::");
  if (scope != std::string_view::npos) plain.remove_prefix(scope + 2);
  return name.append("(").append(plain).append(")");
}

void ThrowNoFunction(const char* verb, const std::source_location& location) {
  throw Error(StatusCode::kInvalidArgument,
              std::string(verb) +
                  " was given a null function; give it a function that exists when the pipeline is "
                  "built; line = " +
                  ShortLocation(location));
}

}  // namespace beam::internal
