#include "beam/exec/coder_description.h"

namespace beam::internal {

bool BeginsWithLength(const CoderSpec& coder) {
  return coder.begins_with_length || coder.urn == "beam:coder:bytes:v1" || coder.urn == "beam:coder:string_utf8:v1";
}

std::string DescribeCoder(const CoderSpec& coder) {
  std::string name = coder.urn;
  if (name.rfind("beam:coder:", 0) == 0) name = name.substr(11, name.rfind(':') - 11);
  if (coder.components.empty()) return name;
  std::string parts;
  for (const CoderSpec& component : coder.components) parts += (parts.empty() ? "" : ", ") + DescribeCoder(component);
  return name + "(" + parts + ")";
}

}  // namespace beam::internal
