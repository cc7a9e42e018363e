// CellLink: between the cell of a state member and a runner that keeps the rest of it.
#pragma once

namespace beam::internal {

/// Knows how much of a state its cell has, and what has become of the rest. In the direct runner cells have everything, and
/// members have no link.
class CellLink {
 public:
  CellLink(const CellLink&) = delete;
  CellLink& operator=(const CellLink&) = delete;
  /// The cell is about to be read.
  void NeedWhole() {
    if (!whole_) Load();
  }
  /// Something is about to be added, whatever there is already.
  void NoteAdded() { added_ = true; }
  /// The cell is about to be changed by more than an addition.
  void NoteChanged() {
    NeedWhole();
    replaced_ = true;
  }
  /// What there was is about to be forgotten, unseen.
  void NoteReplaced() { whole_ = replaced_ = true; }

 protected:
  CellLink() = default;
  ~CellLink() = default;
  virtual void Load() = 0;

  bool whole_ = false;     // otherwise the cell holds additions only
  bool added_ = false;     // since the bundle began
  bool replaced_ = false;  // likewise: what the runner has is not even the beginning any more
};

}  // namespace beam::internal
