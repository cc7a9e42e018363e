// Text IO: lines of text out of files, and into files.
//
//   auto lines = beam::io::ReadText(pipeline, "logs/**/*.txt.gz");
//   auto errors = beam::Filter(lines, [](std::string_view line) { return line.starts_with("E"); });
//   beam::io::WriteText(errors, "errors.txt");
#pragma once

#include "io/read_text.h"
#include "io/write_text.h"
