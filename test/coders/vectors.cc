#include "test/coders/vectors.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace beam::testing {

const Node& Node::At(std::string_view key) const {
  const auto found = std::find(keys.begin(), keys.end(), key);
  if (kind != Kind::kMap || found == keys.end()) throw std::runtime_error("a vector has no " + std::string(key));
  return items[static_cast<std::size_t>(found - keys.begin())];
}

bool Node::Has(std::string_view key) const { return std::find(keys.begin(), keys.end(), key) != keys.end(); }

namespace {

// The tokens of one line, taken one after another.
class Tokens {
 public:
  explicit Tokens(const std::string& line) : in_(line) { Next(); }
  const std::string& Peek() const { return token_; }
  std::string Take() {
    if (token_.empty()) throw std::runtime_error("a line of the vectors ends too early");
    std::string token = token_;
    Next();
    return token;
  }
  bool TakeIf(std::string_view token) {
    if (token_ != token) return false;
    Next();
    return true;
  }
  std::string TakeString() { return FromHex(Take()); }
  std::int64_t TakeInteger() { return std::stoll(Take()); }

  static std::string FromHex(const std::string& token) {
    if (token.empty() || token[0] != 'x') throw std::runtime_error("a string was expected, not " + token);
    std::string bytes;
    for (std::size_t i = 1; i + 1 < token.size(); i += 2) {
      bytes += static_cast<char>(std::stoi(token.substr(i, 2), nullptr, 16));
    }
    return bytes;
  }

 private:
  void Next() {
    token_.clear();
    in_ >> token_;
  }
  std::istringstream in_;
  std::string token_;
};

CoderSpec ParseCoder(Tokens& tokens) {
  if (!tokens.TakeIf("(")) throw std::runtime_error("a coder was expected, not " + tokens.Peek());
  CoderSpec coder{tokens.TakeString(), tokens.TakeString(), {}};
  while (!tokens.TakeIf(")")) coder.components.push_back(ParseCoder(tokens));
  return coder;
}

Node ParseNode(Tokens& tokens) {
  Node node;
  const std::string token = tokens.Take();
  if (token == "n") return node;
  if (token == "t" || token == "f") {
    node.kind = Node::Kind::kBool;
    node.number = token == "t" ? 1 : 0;
  } else if (token[0] == 'i') {
    node.kind = Node::Kind::kInteger;
    node.number = std::stoll(token.substr(1));
  } else if (token == "[") {
    node.kind = Node::Kind::kList;
    while (!tokens.TakeIf("]")) node.items.push_back(ParseNode(tokens));
  } else if (token == "{") {
    node.kind = Node::Kind::kMap;
    while (!tokens.TakeIf("}")) {
      node.keys.push_back(tokens.TakeString());
      node.items.push_back(ParseNode(tokens));
    }
  } else {
    node.kind = Node::Kind::kString;
    node.text = Tokens::FromHex(token);
  }
  return node;
}

Vector ParseVector(const std::string& line) {
  Tokens tokens(line);
  Vector vector;
  vector.section = static_cast<int>(tokens.TakeInteger());
  vector.nested = tokens.TakeInteger() != 0;
  vector.encodes = tokens.TakeInteger() != 0;
  vector.bytes = tokens.TakeString();
  vector.coder = ParseCoder(tokens);
  const Node state = ParseNode(tokens);
  for (std::size_t i = 0; i < state.keys.size(); ++i) vector.state[state.keys[i]] = state.items[i].text;
  vector.value = ParseNode(tokens);
  return vector;
}

}  // namespace

std::vector<Vector> ReadVectors(const std::string& path) {
  std::ifstream in(path);
  if (!in) throw std::runtime_error("the vectors of standard_coders.yaml cannot be read; path = " + path);
  std::vector<Vector> vectors;
  for (std::string line; std::getline(in, line);) vectors.push_back(ParseVector(line));
  return vectors;
}

std::string CoderName(const CoderSpec& coder) {
  const std::size_t begin = coder.urn.find(':', coder.urn.find(':') + 1) + 1;
  std::string name = coder.urn.substr(begin, coder.urn.rfind(':') - begin);
  if (coder.components.empty()) return name;
  name += '(';
  for (const CoderSpec& component : coder.components) name += CoderName(component) + ',';
  name.back() = ')';
  return name;
}

std::string Hex(std::string_view bytes) {
  std::string hex;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    hex += "0123456789abcdef"[byte >> 4];
    hex += "0123456789abcdef"[byte & 15];
  }
  return hex;
}

}  // namespace beam::testing
