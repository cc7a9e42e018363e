// Our .proto files against the descriptors in the apache-beam package: the same facts, none more and none fewer.

#include <google/protobuf/descriptor.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <map>
#include <string>

#include "test/runners/model/descriptor_facts.h"

namespace beam::testing {
namespace {

namespace pb = google::protobuf;

// What notebooks use between themselves; no runner and no worker sees it.
constexpr char kInteractive[] = "org/apache/beam/model/interactive/";

std::map<std::string, pb::FileDescriptorProto> TheirFiles() {
  const char* name = std::getenv("BEAM_DESCRIPTORS");
  REQUIRE(name != nullptr);
  std::ifstream stream(name, std::ios::binary);
  pb::FileDescriptorSet set;
  REQUIRE(set.ParseFromIstream(&stream));
  std::map<std::string, pb::FileDescriptorProto> files;
  for (const auto& file : set.file()) {
    if (file.name().compare(0, sizeof(kInteractive) - 1, kInteractive) != 0) files[file.name()] = file;
  }
  return files;
}

std::string Missing(const std::set<std::string>& here, const std::set<std::string>& there) {
  std::string missing;
  for (const std::string& fact : here) {
    if (there.count(fact) == 0) missing += fact + "\n";
  }
  return missing;
}

pb::FileDescriptorProto OurFile(const std::string& name) {
  const pb::FileDescriptor* found = pb::DescriptorPool::generated_pool()->FindFileByName(name);
  INFO("the file is not among ours: " << name);
  REQUIRE(found != nullptr);
  pb::FileDescriptorProto file;
  found->CopyTo(&file);
  return file;
}

TEST_CASE("every fact of Beam's portability API stands in our .proto files, and nothing else") {
  std::size_t count = 0;
  const auto files = TheirFiles();
  CHECK(files.size() == 11);
  for (const auto& [name, theirs] : files) {
    INFO(name);
    const std::set<std::string> expected = DescriptorFacts(theirs);
    pb::FileDescriptorProto ours = OurFile(name);
    ours.set_syntax("proto3");  // CopyTo leaves it out of what it copies.
    const std::set<std::string> found = DescriptorFacts(ours);
    CHECK(Missing(expected, found) == "");
    CHECK(Missing(found, expected) == "");
    count += expected.size();
  }
  WARN(count << " facts in " << files.size() << " files");
}

TEST_CASE("a changed number, name, type or constant is a difference") {
  const pb::FileDescriptorProto file = OurFile("org/apache/beam/model/pipeline/v1/beam_runner_api.proto");
  const std::set<std::string> facts = DescriptorFacts(file);
  const auto changed = [&](auto change) {
    pb::FileDescriptorProto copy = file;
    change(copy);
    return DescriptorFacts(copy) != facts;
  };
  const auto field = [](pb::FileDescriptorProto& copy) { return copy.mutable_message_type(1)->mutable_field(0); };
  CHECK_FALSE(changed([](pb::FileDescriptorProto&) {}));
  CHECK(changed([&](pb::FileDescriptorProto& copy) { field(copy)->set_number(77); }));
  CHECK(changed([&](pb::FileDescriptorProto& copy) { field(copy)->set_name("other"); }));
  CHECK(changed([&](pb::FileDescriptorProto& copy) { field(copy)->set_type(pb::FieldDescriptorProto::TYPE_BYTES); }));
  CHECK(changed([](pb::FileDescriptorProto& copy) {
    copy.mutable_message_type(0)->mutable_enum_type(0)->mutable_value(0)->clear_options();
  }));
  CHECK(changed([](pb::FileDescriptorProto& copy) { copy.mutable_message_type()->RemoveLast(); }));
}

}  // namespace
}  // namespace beam::testing
