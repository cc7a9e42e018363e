// Registry: what of this program another process of the same program may make again. Functions are named by the build-id of
// their image (the program or a shared library) and their offset inside it, because type names are not unique: lambdas in the
// unnamed namespaces of two files share one.
//
// A process takes orders from a runner far away, so it calls nothing by an offset that is not listed here, and makes no function
// pointer that does not lie in the code of an image.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "beam/base/bytes.h"

namespace beam::internal {

/// What a listed function makes; it decides the function's type.
enum class ListedKind : std::uint8_t {
  kElementType,      ///< const ElementType* (*)()
  kOperatorFactory,  ///< Owned<const OperatorFactory> (*)(ByteReader&)
  kExchangeFactory,  ///< Owned<const ExchangeFactory> (*)(ByteReader&)
  kWindowFn          ///< WindowFnRef (*)(ByteReader&)
};

/// A function on the list, from static initialization until its image is unloaded. `name` is for people.
class Listed {
 public:
  Listed(ListedKind kind, const void* function, std::string_view name);
  Listed(const Listed&) = delete;
  Listed& operator=(const Listed&) = delete;
  ~Listed();

  ListedKind kind() const { return kind_; }
  const void* function() const { return function_; }
  std::string_view name() const { return name_; }
  const Listed* next() const { return next_; }

 private:
  ListedKind kind_;
  const void* function_;
  std::string_view name_;
  Listed* next_;
};

/// Writes where a function stands. Throws beam::Error for one outside of all images, or in an image without a build-id.
void WriteFunction(const void* function, ByteWriter& out);

/// Reads what WriteFunction wrote, in this process. The function must be listed as `kind`; the other must lie in the code of an
/// image. Both throw beam::Error (kFailedPrecondition) where this is another build than the writer's.
const void* ReadListed(ListedKind kind, ByteReader& in);
const void* ReadFunction(ByteReader& in);

/// The build-id of the program as hexadecimal digits; empty if the linker gave it none.
std::string ProgramBuildId();
/// The names of all listed operators and combine functions, sorted, each once: what two builds are compared by.
std::vector<std::string> ListedOperators();

}  // namespace beam::internal
