// A restriction without a coder.
// expect-error: the restriction has no coder, and it travels between workers
#include "beam/splittable.h"

#include <optional>
#include <string>

#include "beam/beam.h"

struct Cursor {
  void* at = nullptr;
};
struct CursorTracker {
  explicit CursorTracker(Cursor) {}
  Cursor CurrentRestriction() const { return {}; }
  bool Done() const { return true; }
  std::optional<Cursor> TrySplit(double) { return {}; }
};
struct Parts {
  Cursor InitialRestriction(const std::string&) const { return {}; }
  void ProcessElement(CursorTracker&, const std::string&) {}
};

void Mistake(beam::PCollection<std::string> words) { beam::ParDo(words, Parts()); }
