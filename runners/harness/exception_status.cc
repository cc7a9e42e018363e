#include "runners/harness/exception_status.h"

#include <new>

#include "beam/base/error.h"

namespace beam::runners {

Status StatusOfException() {
  try {
    throw;
  } catch (const Error& error) {
    return error.status();
  } catch (const std::bad_alloc&) {
    return Status(StatusCode::kResourceExhausted, "the machine has no memory left");
  } catch (const std::exception& error) {
    return Status(StatusCode::kUnknown, error.what());
  } catch (...) {
    return Status(StatusCode::kUnknown, "an exception that is no std::exception");
  }
}

}  // namespace beam::runners
