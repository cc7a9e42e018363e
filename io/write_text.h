// WriteText: lines into text files.
#pragma once

#include <cstdint>
#include <source_location>
#include <string>

#include "beam/pcollection.h"
#include "io/compression.h"

namespace beam::io {

struct WriteTextOptions {
  /// 1: one file of exactly the given name. N: the files name-00000-of-0000N, ..., the number in front of the name's
  /// ending, so that "out/rows.csv.gz" gives out/rows-00000-of-00003.csv.gz.
  std::uint32_t shards = 1;
  /// A line in front of the others in each file, and one behind them; no line when empty.
  std::string header = {};
  std::string footer = {};
  Compression compression = Compression::kAuto;
  /// False leaves it to the system when files reach the disk: faster, but after a power loss a file may be damaged.
  bool sync = true;
};

/// Input: lines; each is written with a "\n" behind it. Output: the names of the files, each after it is complete, so
/// that later steps can wait for them. There are as many files as `shards` says, also when there are no lines. How
/// lines are spread over the files, and their order in a file, is undefined. A name that ends in .gz, .zst, .zstd or
/// .bz2 is compressed. "-" is standard output; devices and pipes are written to as they are; `scheme://` names another
/// file system (io/file_system.h). Windows and time: lines of the global window go to the files named above. Those of
/// another window go to files of their own, with the window's start and end in the name, and the pane's number where a
/// window has several; only files with lines are written then. An output has the window's last timestamp. Errors: the
/// run fails, naming the file and the system's reason, when a file cannot be written: a missing or protected directory
/// or a name that is too long (found out at the beginning), a full disk, a reader of standard output that has gone
/// (kAborted). A file under its final name is complete: it is written under a hidden
/// name beside it and renamed; when the run fails, the hidden one is removed. An earlier file of the name stays until
/// then. Throws for 0 shards, more than 99,999, or several shards of "-". Cost: lines are packed and compressed in
/// pieces by all workers; the pieces cross a GroupByKey, which spills over the memory limit; then one worker a file
/// writes its pieces. What is written first is written in full, so a step that is tried again writes the same file
/// again. Source: TextIO.write of Beam. Example:
///
///   auto names = beam::io::WriteText(rows, "out/rows.csv.gz", {.shards = 3, .header = "id,name"});
PCollection<std::string> WriteText(const PCollection<std::string>& lines, std::string path,
                                   const WriteTextOptions& options = {},
                                   std::source_location location = std::source_location::current());

}  // namespace beam::io
