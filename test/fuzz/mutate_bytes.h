// MutateBytes: random changes of the kinds that break what reads bytes.
#pragma once

#include <random>
#include <string>

namespace beam::testing {

/// One to four changes: bytes, counts, lengths, repetitions, ends.
void MutateBytes(std::string& bytes, std::mt19937_64& random);

}  // namespace beam::testing
