// What the description of a coder says about its bytes.
#pragma once

#include <string>

#include "coders/coder.h"

namespace beam::internal {

/// True if the nested form is a length and then the outer form: a length_prefix of such a coder is what it is by itself.
bool BeginsWithLength(const CoderSpec& coder);

/// The two coders of iterables: of what is all here, and of what a runner may continue with a token.
bool IsIterable(const CoderSpec& coder);
bool IsStateBacked(const CoderSpec& coder);
/// True if the coder or one of its parts is state-backed.
bool HasStateBacked(const CoderSpec& coder);
/// The coder of the same values when all of them are here.
CoderSpec WithoutStateBacked(CoderSpec coder);

/// "kv(string_utf8, varint)": for errors.
std::string DescribeCoder(const CoderSpec& coder);

}  // namespace beam::internal
