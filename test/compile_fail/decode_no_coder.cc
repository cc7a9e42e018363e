// A value without a coder from bytes.
// expect-error: this type has no coder, so it has no bytes
#include "beam/beam.h"

struct Grid {
  int cells[4];
};

Grid Mistake(std::string_view bytes) { return beam::DecodeElement<Grid>(bytes); }
