#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>

#include "bench/data/mix.h"
#include "bench/program/report.h"

namespace beam::bench {

/// A folder of its own for the files of query 10, in the system's folder for temporary files; removed in the end.
class LogFolder {
 public:
  LogFolder() : path_((std::filesystem::temp_directory_path() / "nexmark_XXXXXX").string()) {
    if (mkdtemp(path_.data()) == nullptr) throw std::runtime_error("cannot make a folder beside " + path_);
  }
  ~LogFolder() { std::filesystem::remove_all(path_); }
  LogFolder(const LogFolder&) = delete;
  LogFolder& operator=(const LogFolder&) = delete;

  const std::string& path() const { return path_; }

  /// Of the lines of all files that the INDEX files name, in any order.
  Checksum SumOfLines() const {
    Checksum sum;
    for (const auto& entry : std::filesystem::directory_iterator(path_)) {
      if (entry.path().filename().string().starts_with("INDEX")) {
        ForEachLine(entry.path().string(), [&](const std::string& file) { sum += SumOfFile(file); });
      }
    }
    return sum;
  }

 private:
  template <class Visit>
  static void ForEachLine(const std::string& file, Visit visit) {
    std::ifstream in(file);
    if (!in) throw std::runtime_error("cannot read " + file);
    for (std::string line; std::getline(in, line);) visit(line);
  }
  static Checksum SumOfFile(const std::string& file) {
    Checksum sum;
    ForEachLine(file, [&](const std::string& line) {
      sum += Checksum{Mix(std::hash<std::string_view>()(line)), 1, 0};
    });
    return sum;
  }

  std::string path_;
};

}  // namespace beam::bench
