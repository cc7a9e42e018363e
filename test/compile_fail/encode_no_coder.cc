// The bytes of a type without a coder.
// expect-error: this type has no coder, so it has no bytes
#include "beam/beam.h"

std::string Mistake(const std::unique_ptr<int>& owner) { return beam::EncodeElement(owner); }
