// MutateMessage: random changes of a protobuf message that leave it one, so that what reads it gets further than its parser.
#pragma once

#include <google/protobuf/message.h>

#include <random>

namespace beam::testing {

/// Changes some fields, at any depth: clears them, takes other values, repeats and drops elements, mutates bytes.
void MutateMessage(google::protobuf::Message& message, std::mt19937_64& random);

}  // namespace beam::testing
