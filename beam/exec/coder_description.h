// What the description of a coder says about its bytes.
#pragma once

#include <string>

#include "coders/coder.h"

namespace beam::internal {

/// True if the nested form is a length and then the outer form: a length_prefix of such a coder is what it is by itself.
bool BeginsWithLength(const CoderSpec& coder);

/// "kv(string_utf8, varint)": for errors.
std::string DescribeCoder(const CoderSpec& coder);

}  // namespace beam::internal
