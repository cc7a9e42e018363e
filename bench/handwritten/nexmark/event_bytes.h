#pragma once

#include <cstring>
#include <type_traits>

#include "examples/nexmark/event.h"

namespace beam::bench {

/// An event as bytes and back, into a buffer that is used again: fixed parts as they lie in memory, texts behind their sizes.
class EventBytes {
 public:
  void Write(const nexmark::Event& event) {
    bytes_.clear();
    Put(event.index());
    std::visit([this](const auto& one) { Visit(one, [this](const auto&... fields) { (this->Put(fields), ...); }); },
               event);
  }
  /// What was written last.
  void Read(nexmark::Event& event) {
    at_ = bytes_.data();
    size_t index = 0;
    Take(index);
    if (index == 0) return Take<nexmark::Person>(event);
    if (index == 1) return Take<nexmark::Auction>(event);
    Take<nexmark::Bid>(event);
  }

 private:
  template <class Person, class Fields>
    requires std::is_same_v<std::remove_const_t<Person>, nexmark::Person>
  static void Visit(Person& p, Fields fields) {
    fields(p.id, p.name, p.email, p.credit_card, p.city, p.state, p.joined, p.extra);
  }
  template <class Auction, class Fields>
    requires std::is_same_v<std::remove_const_t<Auction>, nexmark::Auction>
  static void Visit(Auction& a, Fields fields) {
    fields(a.id, a.item, a.description, a.first_bid, a.reserve, a.opens, a.expires, a.seller, a.category, a.extra);
  }
  template <class Bid, class Fields>
    requires std::is_same_v<std::remove_const_t<Bid>, nexmark::Bid>
  static void Visit(Bid& b, Fields fields) {
    fields(b.auction, b.bidder, b.price, b.time, b.extra);
  }

  template <class T>
  void Put(const T& value) {
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  void Put(const std::string& text) {
    Put(text.size());
    bytes_.append(text);
  }
  template <class T>
  void Take(T& value) {
    std::memcpy(static_cast<void*>(&value), at_, sizeof value);
    at_ += sizeof value;
  }
  void Take(std::string& text) {
    size_t size = 0;
    Take(size);
    text.assign(at_, size);
    at_ += size;
  }
  // An event of the same kind keeps the memory of its texts.
  template <class Kind>
  void Take(nexmark::Event& event) {
    if (!std::holds_alternative<Kind>(event)) event.emplace<Kind>();
    Visit(std::get<Kind>(event), [this](auto&... fields) { (this->Take(fields), ...); });
  }

  std::string bytes_;
  const char* at_ = nullptr;
};

}  // namespace beam::bench
