#pragma once

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>

#include "beam/testing/printed.h"
#include "examples/nexmark/event.h"

namespace beam::bench {

/// Appends events as lines of text, as beam::testing::Printed shows them.
class EventLines {
 public:
  explicit EventLines(std::string& text) : text_(text) {}

  void Add(const nexmark::Event& event) {
    std::visit([this](const auto& one) { Fields(one); }, event);
    text_ += "}\n";
  }

 private:
  void Fields(const nexmark::Person& p) {
    Number("{id: ", p.id);
    Text(", name: ", p.name);
    Text(", email: ", p.email);
    Text(", credit_card: ", p.credit_card);
    Text(", city: ", p.city);
    Text(", state: ", p.state);
    Time(", joined: ", p.joined);
    Text(", extra: ", p.extra);
  }
  void Fields(const nexmark::Auction& a) {
    Number("{id: ", a.id);
    Text(", item: ", a.item);
    Text(", description: ", a.description);
    Number(", first_bid: ", a.first_bid);
    Number(", reserve: ", a.reserve);
    Time(", opens: ", a.opens);
    Time(", expires: ", a.expires);
    Number(", seller: ", a.seller);
    Number(", category: ", a.category);
    Text(", extra: ", a.extra);
  }
  void Fields(const nexmark::Bid& b) {
    Number("{auction: ", b.auction);
    Number(", bidder: ", b.bidder);
    Number(", price: ", b.price);
    Time(", time: ", b.time);
    Text(", extra: ", b.extra);
  }

  void Number(std::string_view name, int64_t number) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, number);
    text_.append(name).append(digits, end.ptr);
  }
  void Time(std::string_view name, Timestamp time) {
    Number(name, time.millis());
    text_ += " ms";
  }
  // Most texts have nothing that is to be escaped.
  void Text(std::string_view name, const std::string& text) {
    const auto is_plain = [](char c) { return c >= 0x20 && c < 0x7f && c != '"' && c != '\\'; };
    text_.append(name);
    if (text.size() > 1000 || !std::all_of(text.begin(), text.end(), is_plain)) {
      text_ += testing::Printed(text);
      return;
    }
    text_.append(1, '"').append(text).append(1, '"');
  }

  std::string& text_;
};

}  // namespace beam::bench
