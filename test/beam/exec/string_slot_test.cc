#include "beam/exec/string_slot.h"

#include <sys/mman.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <string>
#include <string_view>

#include "test/random_values.h"

namespace beam::internal {
namespace {

TEST_CASE("a slot takes any string after any other, and is an ordinary string afterwards") {
  BEAM_RANDOM(random);
  std::string slot;
  for (int round = 0; round < 5000; ++round) {
    const std::string text = random.Bytes(random.Below(random.Below(10) == 0 ? 300 : 20));
    switch (random.Below(3)) {
      case 0:
        AssignSlot(slot, std::string_view(text));
        break;
      case 1:
        AssignSlot(slot, text);
        break;
      default:
        AssignSlot(slot, std::string(text));
    }
    REQUIRE(slot == text);
    REQUIRE(slot.c_str()[slot.size()] == '\0');
    if (random.Below(4) == 0) slot += "appended";
    if (random.Below(8) == 0) slot = std::string();
  }
}

TEST_CASE("a slot keeps its memory for the strings to come") {
  std::string slot(200, 'x');
  const char* const memory = slot.data();
  for (const std::size_t size : {150u, 3u, 16u, 15u, 0u, 200u}) {
    AssignSlot(slot, std::string_view(std::string(size, 'y')));
    CHECK(slot == std::string(size, 'y'));
    CHECK(slot.data() == memory);
  }
}

TEST_CASE("slots take what std::string takes, and other types are assigned as ever") {
  std::string slot = "before";
  AssignSlot(slot, "text");
  CHECK(slot == "text");
  AssignSlot(slot, std::string_view());
  CHECK(slot.empty());
  int number = 1;
  AssignSlot(number, 2);
  CHECK(number == 2);
}

TEST_CASE("short strings are loaded from the last bytes of a page that nothing follows") {
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  void* const memory = mmap(nullptr, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  REQUIRE(memory != MAP_FAILED);
  REQUIRE(mprotect(static_cast<char*>(memory) + page, page, PROT_NONE) == 0);
  char* const end = static_cast<char*>(memory) + page;
  for (std::size_t size = 0; size <= kShortBytes; ++size) {
    for (std::size_t gap = 0; gap <= 2 * kShortBytes; ++gap) {
      char* const at = end - gap - size;
      for (std::size_t i = 0; i < size + gap; ++i) at[i] = static_cast<char>('a' + i);
      const ShortWords words = LoadShort(std::string_view(at, size));
      const ShortWords exact = LoadExact(at, size);
      CHECK((words.low == exact.low && words.high == exact.high));
    }
  }
  munmap(memory, 2 * page);
}

TEST_CASE("a short string is padded with zeros, wherever it stands") {
  const std::string text = "0123456789abcdefgh";
  for (std::size_t size = 0; size <= kShortBytes; ++size) {
    std::string padded = text.substr(0, size);
    const ShortWords of_string = LoadShort(padded);
    padded.resize(kShortBytes, '\0');
    for (const ShortWords& words : {LoadShort(std::string_view(text).substr(0, size)), of_string}) {
      CHECK(words.low == LoadWord(padded.data()));
      CHECK(words.high == LoadWord(padded.data() + 8));
    }
  }
}

}  // namespace
}  // namespace beam::internal
