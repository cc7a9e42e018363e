#include "runners/model/composites.h"

#include <map>
#include <set>
#include <string_view>

namespace beam::runners {

namespace {

namespace model = org::apache::beam::model::pipeline::v1;

class Composer {
 public:
  Composer(model::Components& components, const std::vector<std::string>& leaves,
           google::protobuf::RepeatedPtrField<std::string>& roots)
      : components_(components), leaves_(leaves.begin(), leaves.end()), roots_(roots) {
    for (const auto& [id, transform] : components.transforms()) ids_[transform.unique_name()] = id;
  }

  // Puts a transform into the scope that its name says, which is made if it is not there.
  void Place(const std::string& id) {
    const std::string scope = ScopeOf(components_.transforms().at(id).unique_name());
    if (scope.empty()) {
      *roots_.Add() = id;
      return;
    }
    const auto [found, is_new] = ids_.try_emplace(scope, "s" + std::to_string(ids_.size()));
    model::PTransform& composite = (*components_.mutable_transforms())[found->second];
    const bool first = composite.subtransforms().empty();
    composite.set_unique_name(scope);
    composite.add_subtransforms(id);
    if (first) Place(found->second);
  }

  // Everything that a transform reads and makes, its children included. Fills the ends of composites in.
  struct Ends {
    std::set<std::string> read;
    std::set<std::string> made;
  };
  Ends Connect(const std::string& id, const std::map<std::string, std::set<std::string>>& readers) {
    model::PTransform& transform = (*components_.mutable_transforms())[id];
    Ends ends;
    if (transform.subtransforms().empty()) {
      for (const auto& [local, collection] : transform.inputs()) ends.read.insert(collection);
      for (const auto& [local, collection] : transform.outputs()) ends.made.insert(collection);
      return ends;
    }
    std::set<std::string> inside;
    for (const std::string& child : transform.subtransforms()) {
      Ends of_child = Connect(child, readers);
      ends.read.merge(of_child.read);
      ends.made.merge(of_child.made);
      inside.insert(child);
    }
    for (const std::string& collection : ends.read) {
      if (ends.made.count(collection) == 0) AddEnd(*transform.mutable_inputs(), collection);
    }
    for (const std::string& collection : ends.made) {
      if (IsReadOutside(transform.unique_name(), collection, readers)) AddEnd(*transform.mutable_outputs(), collection);
    }
    return ends;
  }

  // The names of the leaves that read each collection.
  std::map<std::string, std::set<std::string>> Readers(const std::vector<std::string>& leaves) const {
    std::map<std::string, std::set<std::string>> readers;
    for (const std::string& id : leaves) {
      const model::PTransform& transform = components_.transforms().at(id);
      for (const auto& [local, collection] : transform.inputs()) readers[collection].insert(transform.unique_name());
    }
    return readers;
  }

 private:
  // The innermost scope of a name. A step, which may have any name, is none.
  std::string ScopeOf(std::string name) const {
    while (true) {
      const std::size_t slash = name.rfind('/');
      if (slash == std::string::npos) return {};
      name.resize(slash);
      const auto found = ids_.find(name);
      if (found == ids_.end() || leaves_.count(found->second) == 0) return name;
    }
  }
  static void AddEnd(google::protobuf::Map<std::string, std::string>& ends, const std::string& collection) {
    ends["e" + std::to_string(ends.size())] = collection;
  }
  // What nobody reads at all is an output too.
  static bool IsReadOutside(const std::string& scope, const std::string& collection,
                            const std::map<std::string, std::set<std::string>>& readers) {
    const auto found = readers.find(collection);
    if (found == readers.end()) return true;
    for (const std::string& reader : found->second) {
      if (reader.compare(0, scope.size() + 1, scope + "/") != 0) return true;
    }
    return false;
  }

  model::Components& components_;
  const std::set<std::string> leaves_;
  google::protobuf::RepeatedPtrField<std::string>& roots_;
  std::map<std::string, std::string> ids_;  // by unique name
};

}  // namespace

void AddComposites(model::Components& components, const std::vector<std::string>& leaves,
                   google::protobuf::RepeatedPtrField<std::string>& roots) {
  Composer composer(components, leaves, roots);
  for (const std::string& id : leaves) composer.Place(id);
  const auto readers = composer.Readers(leaves);
  for (const std::string& root : roots) composer.Connect(root, readers);
}

}  // namespace beam::runners
