#include "io/glob.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "test/io/test_folder.h"

namespace beam::internal {
namespace {

using Names = std::vector<std::string>;

// The matches, without the folder in front.
Names Matches(const testing::TestFolder& folder, const std::string& pattern) {
  Names names;
  for (const std::string& path : Glob(folder / pattern)) names.push_back(path.substr(folder.path().size() + 1));
  return names;
}

struct Tree {
  testing::TestFolder folder;

  Tree() {
    for (const char* name :
         {"a.txt", "b.txt", "c.csv", ".hidden.txt", "logs/1.txt", "logs/old/2.txt", "logs/old/older/3.txt",
          "logs/.git/4.txt", "logs/old/2.csv", "x[1].txt", "x1.txt", "a*b"}) {
      folder.Put(name, name);
    }
  }
};

TEST_CASE("wildcards match within a name, sorted, and no leading dot") {
  const Tree tree;
  CHECK(Matches(tree.folder, "*.txt") == Names{"a.txt", "b.txt", "x1.txt", "x[1].txt"});
  CHECK(Matches(tree.folder, "?.txt") == Names{"a.txt", "b.txt"});
  CHECK(Matches(tree.folder, "[b-z].*") == Names{"b.txt", "c.csv"});
  CHECK(Matches(tree.folder, "[!a].*") == Names{"b.txt", "c.csv"});
  CHECK(Matches(tree.folder, ".*.txt") == Names{".hidden.txt"});
  CHECK(Matches(tree.folder, "*.nothing").empty());
}

TEST_CASE("wildcards match in the names of directories too") {
  const Tree tree;
  CHECK(Matches(tree.folder, "l*/1.txt") == Names{"logs/1.txt"});
  CHECK(Matches(tree.folder, "*/*/*.txt") == Names{"logs/old/2.txt"});
  CHECK(Matches(tree.folder, "nowhere/*").empty());
  CHECK(Matches(tree.folder, "a.txt/*").empty());
}

TEST_CASE("two stars match any number of directories") {
  const Tree tree;
  CHECK(Matches(tree.folder, "logs/**/*.txt") == Names{"logs/1.txt", "logs/old/2.txt", "logs/old/older/3.txt"});
  CHECK(Matches(tree.folder, "**/2.*") == Names{"logs/old/2.csv", "logs/old/2.txt"});
  CHECK(Matches(tree.folder, "logs/**/**/3.txt") == Names{"logs/old/older/3.txt"});
  CHECK(Matches(tree.folder, "logs/**") ==
        Names{"logs/1.txt", "logs/old/2.csv", "logs/old/2.txt", "logs/old/older/3.txt"});
  CHECK(Matches(tree.folder, "**/old/**/3.txt") == Names{"logs/old/older/3.txt"});
}

TEST_CASE("two stars follow no symbolic links, so a circle of them ends") {
  const Tree tree;
  std::filesystem::create_directory_symlink(tree.folder / "logs", tree.folder / "logs/old/circle");
  CHECK(Matches(tree.folder, "logs/**/1.txt") == Names{"logs/1.txt"});
}

TEST_CASE("directories are no matches") {
  const Tree tree;
  CHECK(Matches(tree.folder, "log*").empty());
}

TEST_CASE("a backslash makes the next character stand for itself") {
  const Tree tree;
  CHECK(Matches(tree.folder, "a\\*b") == Names{"a*b"});
  CHECK(Matches(tree.folder, "x\\[1].t*") == Names{"x[1].txt"});
  CHECK_FALSE(HasWildcard("a\\*b"));
  CHECK(HasWildcard("a\\*b?"));
}

TEST_CASE("a symbolic link that leads nowhere is an error, not a missing file") {
  const Tree tree;
  std::filesystem::create_symlink("nowhere", tree.folder / "dangling.txt");
  CHECK_THROWS_WITH(
      Matches(tree.folder, "*.txt"),
      Catch::Contains("cannot look at a file that matches the pattern: No such file or directory; file = ") &&
          Catch::Contains("dangling.txt"));
}

TEST_CASE("relative patterns start in the working directory") {
  const Tree tree;
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(tree.folder.path());
  const Names names = Glob("logs/*.txt");
  const Names here = Glob("?.csv");
  std::filesystem::current_path(before);
  CHECK(names == Names{"logs/1.txt"});
  CHECK(here == Names{"c.csv"});
}

TEST_CASE("a pattern of slashes matches nothing") {
  CHECK(Glob("/").empty());
  CHECK(Glob("").empty());
}

}  // namespace
}  // namespace beam::internal
