#include "runners/harness/element_form.h"

#include "beam/exec/output.h"
#include "coders/bytes.h"

namespace beam::runners {

namespace {

constexpr internal::WireForm kRawForm = {
    [] { return CoderSpecOf<Bytes>(); },
    [] { return internal::Owned<internal::OutputBase>(new internal::Output<Bytes>()); },
    [](ByteReader& reader, internal::OutputBase& output) {
      static_cast<internal::Output<Bytes>&>(output).Emit(Bytes{std::string(reader.ReadRest())});
    },
    [](const internal::BatchBase& batch, std::size_t i, ByteWriter& writer) {
      writer.PutBytes(static_cast<const internal::Batch<Bytes>&>(batch)[i].data);
    },
};

}  // namespace

ElementForm TypedForm(const internal::WireForm& form) { return {&form, form.spec(), false}; }

ElementForm RawForm(const CoderSpec& wire) { return {&kRawForm, wire, true}; }

}  // namespace beam::runners
