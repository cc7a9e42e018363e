// Writes the lines of a file that is given to workers by its name, in capitals: same_output.sh compares where they have it from.
#include <cctype>
#include <filesystem>
#include <fstream>

#include "beam/beam.h"
#include "beam/runner.h"
#include "beam/staged_file.h"
#include "io/text.h"

struct Options {
  std::string input;
  std::string output = "-";
  static constexpr beam::Flag kFlags[] = {{"input", "the file", beam::kRequired}, {"output", "the file for its lines"}};
};

struct ReadStaged {
  std::string name;
  beam::Local<std::vector<std::string>> lines;

  void Setup() {
    std::ifstream file(beam::StagedFile(name));
    for (std::string line; std::getline(file, line);) lines->push_back(line);
  }
  void ProcessElement(std::int64_t, beam::Emitter<std::string> emit) {
    for (std::string line : *lines) {
      for (char& c : line) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
      emit(line);
    }
  }
};

int main(int argc, char** argv) {
  const auto options = beam::Init<Options>(argc, argv);
  beam::DefaultRunOptions().extra["files_to_stage"] = options.input;
  beam::Pipeline p;
  beam::io::WriteText(
      beam::ParDo(beam::Create(p, {std::int64_t{0}}), ReadStaged{std::filesystem::path(options.input).filename(), {}}),
      options.output);
  return beam::RunMain(p);
}
