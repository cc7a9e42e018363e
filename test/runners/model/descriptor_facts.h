// DescriptorFacts: everything that two parties must agree on in a .proto file, one line a fact.
#pragma once

#include <google/protobuf/descriptor.pb.h>

#include <set>
#include <string>

namespace beam::testing {

/// The package, the files it needs, every message, field, oneof, reserved number, enum value, extension and method, with names,
/// numbers, types and the constants beside enum values. Left out: the options for other languages' code, the hint how C++ stores
/// a field, and what the specifications of metrics say for people.
std::set<std::string> DescriptorFacts(const google::protobuf::FileDescriptorProto& file);

}  // namespace beam::testing
