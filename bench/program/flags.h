#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace beam::bench {

/// The flags of a bench program: `--name value`, `--name=value` or `--name` alone. Ask for every flag, then call
/// Finish(), which ends the program with a sentence when the command line has a flag that nobody asked for. A switch
/// takes the next word as its value, hence files come first: `wordcount_hand text.txt --naive`.
class Flags {
 public:
  Flags(int argc, char** argv) : program_(argv[0]) {
    for (int i = 1; i < argc; ++i) {
      const std::string word = argv[i];
      if (word.rfind("--", 0) != 0) {
        files_.push_back(word);
        continue;
      }
      const size_t equals = word.find('=');
      if (equals != std::string::npos) {
        values_[word.substr(2, equals - 2)] = word.substr(equals + 1);
      } else if (i + 1 < argc && std::string(argv[i + 1]).rfind("--", 0) != 0) {
        values_[word.substr(2)] = argv[++i];
      } else {
        values_[word.substr(2)] = "true";
      }
    }
  }

  /// A count; the suffixes K, M and G mean thousand, million, billion.
  int64_t Count(const std::string& name, int64_t otherwise) {
    const std::string text = Text(name, "");
    if (text.empty()) return otherwise;
    char* rest = nullptr;
    const double number = std::strtod(text.c_str(), &rest);
    const std::string suffix = rest;
    const double unit = suffix == "K" ? 1e3 : suffix == "M" ? 1e6 : suffix == "G" ? 1e9 : 1;
    if (rest == text.c_str() || (unit == 1 && !suffix.empty()))
      Fail("--" + name + " wants a number like 20M, got " + text);
    return static_cast<int64_t>(number * unit);
  }

  bool Switch(const std::string& name) { return Text(name, "false") == "true"; }

  std::string Text(const std::string& name, const std::string& otherwise) {
    known_.insert(name);
    const auto found = values_.find(name);
    return found == values_.end() ? otherwise : found->second;
  }

  /// The one argument without dashes.
  std::string File() {
    file_wanted_ = true;
    if (files_.size() != 1) Fail("expects exactly one file; write it before the flags");
    return files_[0];
  }

  void Finish() const {
    if (!files_.empty() && !file_wanted_) Fail("does not know the argument " + files_[0]);
    for (const auto& [name, value] : values_) {
      if (known_.count(name) == 0) Fail("does not know the flag --" + name);
    }
  }

  [[noreturn]] void Fail(const std::string& sentence) const {
    std::fprintf(stderr, "%s: %s\n", program_.c_str(), sentence.c_str());
    std::exit(2);
  }

 private:
  std::string program_;
  std::map<std::string, std::string> values_;
  std::set<std::string> known_;
  std::vector<std::string> files_;
  bool file_wanted_ = false;
};

}  // namespace beam::bench
