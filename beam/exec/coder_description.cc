#include "beam/exec/coder_description.h"

#include <algorithm>
#include <utility>

namespace beam::internal {

bool BeginsWithLength(const CoderSpec& coder) {
  return coder.begins_with_length || coder.urn == "beam:coder:bytes:v1" || coder.urn == "beam:coder:string_utf8:v1";
}

namespace {
constexpr char kIterable[] = "beam:coder:iterable:v1";
constexpr char kStateBacked[] = "beam:coder:state_backed_iterable:v1";
}  // namespace

bool IsIterable(const CoderSpec& coder) { return coder.urn == kIterable; }
bool IsStateBacked(const CoderSpec& coder) { return coder.urn == kStateBacked; }
bool HasStateBacked(const CoderSpec& coder) {
  return IsStateBacked(coder) || std::any_of(coder.components.begin(), coder.components.end(), HasStateBacked);
}

CoderSpec WithoutStateBacked(CoderSpec coder) {
  if (IsStateBacked(coder)) coder.urn = kIterable;
  for (CoderSpec& component : coder.components) component = WithoutStateBacked(std::move(component));
  return coder;
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
