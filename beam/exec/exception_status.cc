#include "beam/exec/exception_status.h"

#include <new>

#include "beam/base/error.h"

namespace beam::internal {

Status StatusOfException() {
  try {
    throw;
  } catch (const Error& error) {
    return error.status();
  } catch (const std::bad_alloc&) {
    return OutOfMemory();
  } catch (const std::exception& error) {
    return Status(StatusCode::kUnknown, error.what());
  } catch (...) {
    return Status(StatusCode::kUnknown, "an exception that is no std::exception");
  }
}

Status OutOfMemory() {
  return Status(StatusCode::kResourceExhausted, "the machine has no memory left; lower --memory_limit or --threads");
}

}  // namespace beam::internal
