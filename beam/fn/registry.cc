#include "beam/fn/registry.h"

#include <elf.h>
#include <link.h>

#include <algorithm>
#include <cstring>
#include <mutex>
#include <optional>

#include "beam/base/error.h"

namespace beam::internal {

namespace {

// Images may be loaded and unloaded while the program runs.
std::mutex& ListMutex() {
  static std::mutex mutex;
  return mutex;
}
Listed* first = nullptr;

using Word = std::uintptr_t;

struct Segment {
  Word begin = 0;
  Word end = 0;
  bool code = false;
};
struct Image {
  Word base = 0;
  std::string build_id;
  std::vector<Segment> segments;

  const Segment* Find(Word place) const {
    for (const Segment& segment : segments) {
      if (place >= segment.begin && place < segment.end) return &segment;
    }
    return nullptr;
  }
};

// The notes of an image are records of a name and a description, each padded to four bytes.
std::string BuildIdIn(const char* notes, std::size_t size) {
  constexpr std::string_view kOwner("GNU\0", 4);
  const auto padded = [](std::size_t n) { return (n + 3) / 4 * 4; };
  while (size >= sizeof(ElfW(Nhdr))) {
    ElfW(Nhdr) header;
    std::memcpy(&header, notes, sizeof(header));
    const std::size_t all = sizeof(header) + padded(header.n_namesz) + padded(header.n_descsz);
    if (all > size) return {};
    const char* const name = notes + sizeof(header);
    if (header.n_type == NT_GNU_BUILD_ID && std::string_view(name, header.n_namesz) == kOwner) {
      return {name + padded(header.n_namesz), header.n_descsz};
    }
    notes += all;
    size -= all;
  }
  return {};
}

int AddImage(dl_phdr_info* info, std::size_t, void* images) {
  Image image;
  image.base = info->dlpi_addr;
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const ElfW(Phdr)& header = info->dlpi_phdr[i];
    const Word begin = image.base + header.p_vaddr;
    if (header.p_type == PT_LOAD) {
      image.segments.push_back({begin, begin + header.p_memsz, (header.p_flags & PF_X) != 0});
    } else if (header.p_type == PT_NOTE && image.build_id.empty()) {
      image.build_id = BuildIdIn(reinterpret_cast<const char*>(begin), header.p_memsz);
    }
  }
  static_cast<std::vector<Image>*>(images)->push_back(std::move(image));
  return 0;
}

// In the order of the loader: the program is the first.
std::vector<Image> Images() {
  std::vector<Image> images;
  dl_iterate_phdr(&AddImage, &images);
  return images;
}

std::string Hex(std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (const char byte : bytes) {
    text += kDigits[static_cast<unsigned char>(byte) >> 4];
    text += kDigits[static_cast<unsigned char>(byte) & 15];
  }
  return text;
}

struct Place {
  const void* address = nullptr;
  bool code = false;
};

Place ReadPlace(ByteReader& in) {
  const std::string build_id(in.ReadLengthPrefixed());
  const std::uint64_t offset = in.ReadVarint();
  for (const Image& image : Images()) {
    if (build_id.empty() || image.build_id != build_id) continue;
    const Word place = image.base + offset;
    const Segment* const segment = image.Find(place);
    if (segment == nullptr) break;
    return {reinterpret_cast<const void*>(place), segment->code};
  }
  throw Error(StatusCode::kFailedPrecondition,
              "this worker is another build than the program that submitted the pipeline; start workers from the same "
              "binary; wanted build-id = " +
                  Hex(build_id) + ", this program's = " + ProgramBuildId());
}

[[noreturn]] void FailNotListed(const char* what) {
  throw Error(StatusCode::kInvalidArgument,
              std::string("a runner asked for a function that is not ") + what +
                  "; the pipeline's description was damaged or is not one of this program");
}

}  // namespace

Listed::Listed(ListedKind kind, const void* function, std::string_view name)
    : kind_(kind), function_(function), name_(name) {
  const std::lock_guard lock(ListMutex());
  next_ = first;
  first = this;
}

Listed::~Listed() {
  const std::lock_guard lock(ListMutex());
  for (Listed** at = &first; *at != nullptr; at = &(*at)->next_) {
    if (*at != this) continue;
    *at = next_;
    return;
  }
}

void WriteFunction(const void* function, ByteWriter& out) {
  const Word place = reinterpret_cast<Word>(function);
  for (const Image& image : Images()) {
    if (image.Find(place) == nullptr) continue;
    if (image.build_id.empty()) {
      throw Error(StatusCode::kFailedPrecondition,
                  "the program has no build-id, by which workers in other processes find its functions; link it with "
                  "-Wl,--build-id");
    }
    out.PutLengthPrefixed(image.build_id);
    out.PutVarint(place - image.base);
    return;
  }
  throw Error(StatusCode::kFailedPrecondition, "a function was made while the program ran and is in no file of it");
}

const void* ReadListed(ListedKind kind, ByteReader& in) {
  const Place place = ReadPlace(in);
  const std::lock_guard lock(ListMutex());
  for (const Listed* listed = first; listed != nullptr; listed = listed->next()) {
    if (listed->function() == place.address && listed->kind() == kind) return place.address;
  }
  FailNotListed("on this program's list");
}

const void* ReadFunction(ByteReader& in) {
  const Place place = ReadPlace(in);
  if (!place.code) FailNotListed("in this program's code");
  return place.address;
}

std::string ProgramBuildId() {
  const std::vector<Image> images = Images();
  return images.empty() ? std::string() : Hex(images.front().build_id);
}

std::vector<std::string> ListedOperators() {
  std::vector<std::string> names;
  {
    const std::lock_guard lock(ListMutex());
    for (const Listed* listed = first; listed != nullptr; listed = listed->next()) {
      if (listed->kind() != ListedKind::kElementType) names.emplace_back(listed->name());
    }
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

}  // namespace beam::internal
