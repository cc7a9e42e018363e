#include "beam/base/error.h"

#include <utility>

namespace beam {

Error::Error(Status status) : status_(std::move(status)), text_(status_.ToString()) {}
Error::Error(StatusCode code, std::string message) : Error(Status(code, std::move(message))) {}
Error::Error(const Error&) = default;
Error& Error::operator=(const Error&) = default;
Error::~Error() = default;

const char* Error::what() const noexcept { return text_.c_str(); }

}  // namespace beam
