// What the values of the vectors are in C++: one FromNode for each type that a vector is decoded as.
#pragma once

#include <bit>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "beam/base/kv.h"
#include "beam/base/window.h"
#include "coders/coders.h"
#include "coders/row.h"
#include "coders/sharded_key.h"
#include "coders/state_backed_iterable.h"
#include "coders/timer.h"
#include "coders/window.h"
#include "coders/windowed_value.h"
#include "test/coders/vectors.h"

namespace beam::testing {

/// FromNode<T>::Get(node): the T that a vector's value stands for.
template <class T>
struct FromNode;

template <>
struct FromNode<bool> {
  static bool Get(const Node& node) { return node.number != 0; }
};
template <>
struct FromNode<std::int64_t> {
  static std::int64_t Get(const Node& node) { return node.number; }
};
template <>
struct FromNode<double> {
  static double Get(const Node& node) { return std::strtod(node.text.c_str(), nullptr); }
};
template <>
struct FromNode<std::string> {
  static std::string Get(const Node& node) { return node.text; }
};
template <>
struct FromNode<Bytes> {
  static Bytes Get(const Node& node) { return {node.text}; }
};
template <class K, class V>
struct FromNode<KV<K, V>> {
  static KV<K, V> Get(const Node& node) {
    return {FromNode<K>::Get(node.At("key")), FromNode<V>::Get(node.At("value"))};
  }
};
template <class T>
struct FromNode<std::optional<T>> {
  static std::optional<T> Get(const Node& node) {
    if (node.kind == Node::Kind::kNull) return std::nullopt;
    return FromNode<T>::Get(node);
  }
};
template <class T>
struct FromNode<std::vector<T>> {
  static std::vector<T> Get(const Node& node) {
    std::vector<T> values;
    for (const Node& item : node.items) values.push_back(FromNode<T>::Get(item));
    return values;
  }
};

// Windows are written in three ways: "global" or "", {end, span}, and {window: ...} for a custom one.
template <class W>
struct FromNode<Coded<Window, W>> {
  static Window Get(const Node& node) {
    if (node.kind == Node::Kind::kString) return Window::Global();
    const Node& window = node.Has("window") ? node.At("window") : node;
    const Timestamp end = Timestamp::Millis(window.At("end").number);
    return Window(end - Duration(window.At("span").number), end);
  }
};
template <class W>
std::vector<Window> WindowsFrom(const Node& node) {
  std::vector<Window> windows;
  for (const Node& item : node.items) windows.push_back(FromNode<Coded<Window, W>>::Get(item));
  return windows;
}

inline PaneInfo PaneFrom(const Node& node) {
  PaneInfo pane;
  pane.is_first = node.At("is_first").number != 0;
  pane.is_last = node.At("is_last").number != 0;
  const std::string& timing = node.At("timing").text;
  pane.timing = timing == "EARLY"     ? PaneTiming::kEarly
                : timing == "ON_TIME" ? PaneTiming::kOnTime
                : timing == "LATE"    ? PaneTiming::kLate
                                      : PaneTiming::kUnknown;
  pane.index = node.At("index").number;
  pane.on_time_index = node.At("on_time_index").number;
  return pane;
}

template <class T, class W>
struct FromNode<WindowedValue<T, W>> {
  static WindowedValue<T, W> Get(const Node& node) {
    return {
        {Timestamp::Millis(node.At("timestamp").number), WindowsFrom<W>(node.At("windows")), PaneFrom(node.At("pane"))},
        FromNode<T>::Get(node.At("value"))};
  }
};
template <class K, class W>
struct FromNode<TimerValue<K, W>> {
  static TimerValue<K, W> Get(const Node& node) {
    TimerValue<K, W> timer{
        FromNode<K>::Get(node.At("userKey")), node.At("dynamicTimerTag").text, {}, false, {}, {}, {}};
    timer.windows = WindowsFrom<W>(node.At("windows"));
    timer.clear = node.At("clearBit").number != 0;
    if (timer.clear) return timer;
    timer.fire = Timestamp::Millis(node.At("fireTimestamp").number);
    timer.hold = Timestamp::Millis(node.At("holdTimestamp").number);
    timer.pane = PaneFrom(node.At("pane"));
    return timer;
  }
};
template <class K>
struct FromNode<ShardedKey<K>> {
  static ShardedKey<K> Get(const Node& node) {
    return {FromNode<K>::Get(node.At("key")), FromNode<Bytes>::Get(node.At("shardId"))};
  }
};

/// "-100.123" as the smallest two's complement and the number of its decimals.
Decimal DecimalFrom(const std::string& text);

/// The dynamic value that a node stands for, by the type that the schema gives it.
FieldValue FieldFrom(const FieldType& type, const Node& node);
Row RowFrom(const Schema& schema, const Node& node);

}  // namespace beam::testing
