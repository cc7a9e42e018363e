// LineStream: lines that another program sends, as they come: over a connection, or on standard input.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace beam::io {

/// Never waits for lines. For one thread at a time.
class LineStream {
 public:
  /// `address`: "HOST:PORT" to connect to, with an IPv6 address in brackets, or "-" for standard input. Throws beam::Error
  /// (kInvalidArgument) for what is no address, (kUnavailable) where nobody listens.
  static std::shared_ptr<LineStream> Open(const std::string& address, std::uint64_t max_line_bytes);
  /// Throws beam::Error (kInvalidArgument) for what Open would not take.
  static void RequireAddress(const std::string& address);
  LineStream(const LineStream&) = delete;
  LineStream& operator=(const LineStream&) = delete;
  ~LineStream();

  enum class Found : std::uint8_t { kLine, kNothingYet, kEnd };
  /// Whether a whole line is here; the last one may have no end. Throws beam::Error (kResourceExhausted) for a line that is too long,
  /// (kUnavailable) when the connection breaks.
  Found Look();
  /// Without its end. Stands until Next.
  std::string_view line() const { return std::string_view(buffer_).substr(begin_, size_); }
  /// Goes on behind the line.
  void Next();

 private:
  LineStream(std::string address, int file, std::uint64_t max_line_bytes);
  bool FindLine();
  bool Readable() const;
  void Read();

  const std::string address_;
  const int file_;
  const std::uint64_t max_line_bytes_;
  std::string buffer_;
  std::size_t begin_ = 0;    // of the line
  std::size_t scanned_ = 0;  // there is no end of a line before it
  std::size_t size_ = 0;     // of the line without its end
  std::size_t behind_ = 0;   // where the next line begins
  bool ended_ = false;
};

}  // namespace beam::io
