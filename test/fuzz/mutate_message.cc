#include "test/fuzz/mutate_message.h"

#include <cstdint>
#include <limits>
#include <vector>

#include "test/fuzz/mutate_bytes.h"

namespace beam::testing {

namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

std::size_t Below(std::size_t limit, std::mt19937_64& random) {
  return static_cast<std::size_t>(random() % (limit == 0 ? 1 : limit));
}

std::int64_t TellingNumber(std::mt19937_64& random) {
  static constexpr std::int64_t kTelling[] = {0,  1,    -1,          2,
                                              64, 1000, 0x7fffffffL, std::numeric_limits<std::int64_t>::min()};
  return random() % 4 == 0 ? static_cast<std::int64_t>(random()) : kTelling[Below(std::size(kTelling), random)];
}

// One mutation of one field that a message has.
class FieldMutation {
 public:
  FieldMutation(Message& message, const FieldDescriptor* field, std::mt19937_64& random)
      : message_(message), reflection_(*message.GetReflection()), field_(field), random_(random) {}

  void Apply() {
    if (field_->is_repeated()) return Repeated();
    if (random_() % 8 == 0) return reflection_.ClearField(&message_, field_);
    switch (field_->cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return MutateMessage(*reflection_.MutableMessage(&message_, field_), random_);
      case FieldDescriptor::CPPTYPE_STRING: {
        std::string text = reflection_.GetString(message_, field_);
        Change(text);
        return reflection_.SetString(&message_, field_, text);
      }
      default:
        return Number();
    }
  }

 private:
  void Number() {
    const std::int64_t number = TellingNumber(random_);
    switch (field_->cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT32:
        return reflection_.SetInt32(&message_, field_, static_cast<std::int32_t>(number));
      case FieldDescriptor::CPPTYPE_INT64:
        return reflection_.SetInt64(&message_, field_, number);
      case FieldDescriptor::CPPTYPE_UINT32:
        return reflection_.SetUInt32(&message_, field_, static_cast<std::uint32_t>(number));
      case FieldDescriptor::CPPTYPE_UINT64:
        return reflection_.SetUInt64(&message_, field_, static_cast<std::uint64_t>(number));
      case FieldDescriptor::CPPTYPE_BOOL:
        return reflection_.SetBool(&message_, field_, number % 2 != 0);
      case FieldDescriptor::CPPTYPE_ENUM:
        return reflection_.SetEnumValue(&message_, field_, static_cast<int>(number % 16));
      case FieldDescriptor::CPPTYPE_DOUBLE:
        return reflection_.SetDouble(&message_, field_, static_cast<double>(number));
      default:
        return reflection_.ClearField(&message_, field_);
    }
  }
  void Repeated() {
    const int size = reflection_.FieldSize(message_, field_);
    if (size == 0) return;
    const int at = static_cast<int>(Below(static_cast<std::size_t>(size), random_));
    const std::size_t what = Below(4, random_);
    if (what == 0) return reflection_.RemoveLast(&message_, field_);
    if (what == 1) return reflection_.SwapElements(&message_, field_, at, size - 1);
    if (field_->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      // A copy of one, or one that is changed.
      if (what == 2) {
        reflection_.AddMessage(&message_, field_)->CopyFrom(reflection_.GetRepeatedMessage(message_, field_, at));
      }
      MutateMessage(*reflection_.MutableRepeatedMessage(&message_, field_, at), random_);
    } else if (field_->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      std::string text = reflection_.GetRepeatedString(message_, field_, at);
      if (what == 2) reflection_.AddString(&message_, field_, text);
      Change(text);
      reflection_.SetRepeatedString(&message_, field_, at, text);
    }
  }
  void Change(std::string& text) {
    if (field_->type() == FieldDescriptor::TYPE_BYTES) return MutateBytes(text, random_);
    // Identifiers: those of something else break more than those of nothing.
    if (random_() % 2 == 0) {
      text.clear();
    } else {
      text += static_cast<char>('0' + random_() % 10);
    }
  }

  Message& message_;
  const Reflection& reflection_;
  const FieldDescriptor* field_;
  std::mt19937_64& random_;
};

}  // namespace

void MutateMessage(Message& message, std::mt19937_64& random) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  if (fields.empty()) return;
  for (std::size_t changes = 1 + Below(2, random); changes > 0; --changes) {
    FieldMutation(message, fields[Below(fields.size(), random)], random).Apply();
  }
}

}  // namespace beam::testing
