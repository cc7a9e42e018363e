// What the programs that try random inputs are asked: how many, from which seed, and in which way.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <set>
#include <string>
#include <vector>

namespace beam::testing {

struct RandomOptions {
  std::uint64_t count = 0;
  std::uint64_t seed = 0;       ///< Of the first; drawn from the clock unless given.
  std::set<std::string> flags;  ///< Those given, such as "--print".
};

struct RandomProgram {
  std::string name;
  std::string variable;  ///< The environment variable by which ./dev says how many.
  std::uint64_t count;   ///< In a fast test.
  std::vector<std::string> flags;
};

[[noreturn]] inline void EndWithUsage(const RandomProgram& program) {
  std::string flags;
  for (const std::string& flag : program.flags) flags += " [" + flag + "]";
  std::fprintf(stderr, "usage: %s [--count N] [--seed S]%s\n", program.name.c_str(), flags.c_str());
  std::exit(2);
}

/// Ends the program with its usage for what it does not know.
inline RandomOptions ReadRandomOptions(int argc, char** argv, const RandomProgram& program) {
  RandomOptions options;
  options.count = program.count;
  if (const char* count = std::getenv(program.variable.c_str()); count != nullptr)
    options.count = std::strtoull(count, nullptr, 10);
  options.seed = static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count() / 1'000'000) %
                 1'000'000'000;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    const bool has_value = i + 1 < argc;
    if (argument == "--count" && has_value) {
      options.count = std::strtoull(argv[++i], nullptr, 10);
    } else if (argument == "--seed" && has_value) {
      options.seed = std::strtoull(argv[++i], nullptr, 10);
    } else if (std::find(program.flags.begin(), program.flags.end(), argument) != program.flags.end()) {
      options.flags.insert(argument);
    } else {
      EndWithUsage(program);
    }
  }
  return options;
}

}  // namespace beam::testing
