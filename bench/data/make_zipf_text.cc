// Writes a text of Zipf-distributed words: make_zipf_text FILE [--bytes 1G] [--words 200K] [--seed 1]

#include <cstdio>
#include <string>

#include "bench/data/zipf_text.h"
#include "bench/program/flags.h"

int main(int argc, char** argv) {
  beam::bench::Flags flags(argc, argv);
  const auto bytes = static_cast<uint64_t>(flags.Count("bytes", 1'000'000'000));
  const auto words = static_cast<uint32_t>(flags.Count("words", 200'000));
  const auto seed = static_cast<uint64_t>(flags.Count("seed", 1));
  const std::string name = flags.File();
  flags.Finish();

  // Written under another name first: a half file never looks like a whole one to the next run.
  const std::string unfinished = name + ".unfinished";
  std::FILE* file = std::fopen(unfinished.c_str(), "wb");
  if (file == nullptr) flags.Fail("cannot write " + unfinished);
  beam::bench::ZipfText source(words, seed);
  std::string text;
  uint64_t written = 0;
  bool good = true;
  while (good && written < bytes) {
    text.clear();
    while (text.size() < (1 << 20) && written + text.size() < bytes) source.AppendLine(text);
    good = std::fwrite(text.data(), 1, text.size(), file) == text.size();
    written += text.size();
  }
  good = std::fclose(file) == 0 && good;
  if (!good || std::rename(unfinished.c_str(), name.c_str()) != 0) flags.Fail("could not write all of " + name);
}
