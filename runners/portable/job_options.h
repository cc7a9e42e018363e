// JobOptions: the options of a program in the form in which a job service takes them.
//
// A Struct with a key beam:option:NAME:v1 for each option. Job services read the values leniently: a number may be a string,
// and it has to be one, because a Struct knows doubles only and those do not hold every 64-bit number. A list must be a list.
#pragma once

#include <google/protobuf/struct.pb.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace beam::runners {

using JobOptionValue = std::variant<bool, std::int64_t, double, std::string, std::vector<std::string>>;

/// "beam:option:NAME:v1"; dashes in front of a name are taken off, those within become underscores, as in all of Beam's SDKs.
/// Throws beam::Error (kInvalidArgument) for a name that can be none.
std::string JobOptionKey(std::string_view name);

/// The value that a text from the command line stands for: true and false are booleans, "experiments" and other names that
/// Beam knows as lists are split at commas, everything else is a string.
JobOptionValue JobOptionFromText(std::string_view name, std::string_view text);

/// All options but `runner`: the program chose the service by it, and a Java service would look for a class of that name.
google::protobuf::Struct JobOptions(const std::map<std::string, JobOptionValue>& options);

}  // namespace beam::runners
