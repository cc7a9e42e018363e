#include "io/write_text.h"

#include <algorithm>
#include <memory>
#include <random>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "beam/context.h"
#include "beam/create.h"
#include "beam/emitter.h"
#include "beam/flatten.h"
#include "beam/group_by_key.h"
#include "beam/par_do.h"
#include "beam/scope.h"
#include "coders/bytes.h"
#include "io/compressed_file.h"
#include "io/file_system.h"
#include "io/shard_name.h"

namespace beam::io {

namespace {

// Why pieces and not temporary files: what crosses the GroupByKey is the engine's to keep, to spill and to forget, so a
// bundle that is tried again, or a run that fails, leaves no file behind that somebody would have to know of. The only
// file names that exist are made, renamed or removed within one call of WriteFile.

constexpr std::uint32_t kMaxShards = 99'999;
// A full piece. Compressed formats find repetitions within a piece only, so theirs are larger.
constexpr std::size_t kRawPieceBytes = std::size_t{256} << 10;
constexpr std::size_t kCompressedPieceBytes = std::size_t{1} << 20;
// What the open pieces of one worker may take together.
constexpr std::size_t kOpenBytes = std::size_t{16} << 20;

using Shard = std::uint32_t;

// A piece is one byte that says how the rest is to be read, then lines with their ends.
enum PieceForm : char { kRawPiece = 'r', kReadyPiece = 'z' };

struct TextFile {
  std::string path;
  WriteTextOptions options;

  Compression compression() const { return ResolveCompression(options.compression, path); }
};

// The lines of a bundle on their way into pieces: one open piece for each window and shard.
class OpenPieces {
 public:
  explicit OpenPieces(const TextFile& file)
      : compression_(file.compression()),
        shards_(file.options.shards),
        full_(std::min(compression_ == Compression::kNone ? kRawPieceBytes : kCompressedPieceBytes,
                       kOpenBytes / shards_)),
        next_shard_(static_cast<Shard>(std::random_device()() % shards_)) {}

  /// Adds lines of one window, each to the next shard; emit(shard, piece) gets the pieces that became full.
  template <class Emit>
  void Add(const Window& window, std::span<const std::string> lines, Emit&& emit) {
    std::vector<std::string>& pieces = PiecesOf(window);
    for (const std::string& line : lines) {
      std::string& piece = pieces[next_shard_];
      piece += line;
      piece += '\n';
      if (piece.size() >= full_) [[unlikely]]
        emit(next_shard_, Take(piece));
      next_shard_ = next_shard_ + 1 == shards_ ? 0 : next_shard_ + 1;
    }
  }
  /// emit(window, shard, piece) gets what is left.
  template <class Emit>
  void Finish(Emit&& emit) {
    for (auto& [window, pieces] : open_) {
      for (Shard shard = 0; shard < shards_; ++shard) {
        if (pieces[shard].size() > 1) emit(window, shard, Take(pieces[shard]));
      }
    }
  }

 private:
  std::vector<std::string>& PiecesOf(const Window& window) {
    for (auto& [known, pieces] : open_) {
      if (known == window) return pieces;
    }
    open_.emplace_back(window, std::vector<std::string>(shards_, std::string(1, kRawPiece)));
    return open_.back().second;
  }
  // Small pieces are compressed together with others when the file is written.
  Bytes Take(std::string& piece) {
    std::string taken(1, kRawPiece);
    taken.swap(piece);
    if (taken.size() < kRawPieceBytes || compression_ == Compression::kNone) return Bytes{std::move(taken)};
    std::string ready(1, kReadyPiece);
    internal::AppendCompressed(compression_, std::string_view(taken).substr(1), ready);
    return Bytes{std::move(ready)};
  }

  Compression compression_;
  Shard shards_;
  std::size_t full_;
  Shard next_shard_;
  std::vector<std::pair<Window, std::vector<std::string>>> open_;
};

struct Gather {
  TextFile file;
  Local<std::shared_ptr<OpenPieces>> pieces;

  void StartBundle() { *pieces = std::make_shared<OpenPieces>(file); }
  void ProcessElement(Window window, std::span<const std::string> lines, Emitter<KV<Shard, Bytes>> emit) {
    (*pieces)->Add(window, lines, [&](Shard shard, Bytes piece) { emit(shard, std::move(piece)); });
  }
  void FinishBundle(Emitter<KV<Shard, Bytes>> emit) {
    (*pieces)->Finish([&](const Window& window, Shard shard, Bytes piece) {
      emit(window.max_timestamp(), window, KV<Shard, Bytes>{shard, std::move(piece)});
    });
    pieces->reset();
  }
};

// An empty piece for each file, so that it is written when there are no lines.
struct BeginFile {
  TextFile file;

  // Takes a span, so that errors, which name the file, do not show the number as the element at fault.
  void ProcessElement(std::span<const Shard> shards, Emitter<KV<Shard, Bytes>> emit) const {
    for (const Shard shard : shards) {
      const std::string name = internal::ShardName(file.path, shard, file.options.shards, Window::Global(), PaneInfo{});
      FileSystemOf(name)->CheckCreate(name);
      emit(shard, Bytes{std::string(1, kRawPiece)});
    }
  }
};

// Puts pieces of any size together into writes and compressed pieces of a good one.
class PieceWriter {
 public:
  PieceWriter(OutputFile& file, Compression compression) : file_(file), compression_(compression) {}

  void Add(const Bytes& piece) {
    if (piece.data.empty()) return;
    const std::string_view rest = std::string_view(piece.data).substr(1);
    if (piece.data.front() == kRawPiece) {
      AddRaw(rest);
    } else {
      file_.Write(rest);
      wrote_ = true;
    }
  }
  void AddLine(const std::string& line) {
    if (!line.empty()) AddRaw(line + '\n');
  }
  /// A compressed file has a piece at least, since no bytes at all are no compressed file.
  void Finish() {
    if (!raw_.empty() || (compression_ != Compression::kNone && !wrote_)) WriteRaw();
  }
  /// What comes next stays behind what came before.
  void Flush() {
    if (!raw_.empty()) WriteRaw();
  }

 private:
  void AddRaw(std::string_view bytes) {
    if (compression_ == Compression::kNone && raw_.empty() && bytes.size() >= kRawPieceBytes) {
      file_.Write(bytes);
      return;
    }
    raw_ += bytes;
    if (raw_.size() >= (compression_ == Compression::kNone ? kRawPieceBytes : kCompressedPieceBytes)) WriteRaw();
  }
  void WriteRaw() {
    if (compression_ == Compression::kNone) {
      file_.Write(raw_);
    } else {
      compressed_.clear();
      internal::AppendCompressed(compression_, raw_, compressed_);
      file_.Write(compressed_);
    }
    wrote_ = true;
    raw_.clear();
  }

  OutputFile& file_;
  Compression compression_;
  bool wrote_ = false;
  std::string raw_;
  std::string compressed_;
};

struct WriteFile {
  TextFile file;

  // Takes a span for the reason that BeginFile does.
  void ProcessElement(Context& context, Window window, PaneInfo pane, std::span<const KV<Shard, Iter<Bytes>>> groups,
                      Emitter<std::string> emit) const {
    for (const auto& [shard, pieces] : groups) Write(context, window, pane, shard, pieces, emit);
  }

 private:
  void Write(const Context& context, const Window& window, const PaneInfo& pane, Shard shard, const Iter<Bytes>& pieces,
             const Emitter<std::string>& emit) const {
    const std::string name = internal::ShardName(file.path, shard, file.options.shards, window, pane);
    const Durability durability = file.options.sync ? Durability::kSynced : Durability::kBuffered;
    const std::unique_ptr<OutputFile> output = FileSystemOf(name)->Create(name, durability);
    PieceWriter writer(*output, file.compression());
    writer.AddLine(file.options.header);
    writer.Flush();
    for (const Bytes& piece : pieces) {
      if (context.cancelled()) return;
      writer.Add(piece);
    }
    writer.AddLine(file.options.footer);
    writer.Finish();
    if (context.cancelled()) return;
    output->Commit();
    emit(name);
  }
};

void CheckFile(const TextFile& file, const std::source_location& location) {
  std::string mistake;
  if (file.path.empty()) mistake = "needs the name of a file; \"-\" is standard output";
  if (file.path.ends_with('/')) mistake = "needs the name of a file, not of a directory; name = " + file.path;
  if (file.options.shards == 0 || file.options.shards > kMaxShards) {
    mistake = "needs a number of shards between 1 and 99999; given: " + std::to_string(file.options.shards);
  }
  if (file.path == "-" && file.options.shards > 1)
    mistake = "cannot write several shards to standard output; leave shards at 1";
  if (mistake.empty()) return;
  throw Error(StatusCode::kInvalidArgument, "WriteText " + mistake + "; line = " + internal::ShortLocation(location));
}

}  // namespace

PCollection<std::string> WriteText(const PCollection<std::string>& lines, std::string path,
                                   const WriteTextOptions& options, std::source_location location) {
  const TextFile file{std::move(path), options};
  CheckFile(file, location);
  internal::RequireCompression(file.compression(), file.path);
  const internal::Composite composite(lines.state(), "WriteText", location);
  auto pieces = ParDo(lines, Named("Gather", Gather{file, {}}), location);
  if (lines.state().IsGloballyWindowed(lines.id())) {
    std::vector<Shard> shards(options.shards);
    for (Shard shard = 0; shard < options.shards; ++shard) shards[shard] = shard;
    const auto numbers = Create(PipelineRef(&lines.state(), location), shards);
    pieces = Flatten(pieces, ParDo(numbers, Named("Begin", BeginFile{file}), location), location);
  }
  return ParDo(GroupByKey(pieces, location), Named("Write", WriteFile{file}), location);
}

}  // namespace beam::io
