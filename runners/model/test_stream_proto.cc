#include "runners/model/test_stream_proto.h"

namespace beam::runners {

namespace {

using Payload = org::apache::beam::model::pipeline::v1::TestStreamPayload;

void AddWatermark(Timestamp to, Payload& payload) {
  payload.add_events()->mutable_watermark_event()->set_new_watermark(to.millis());
}

void AddEvent(const internal::StreamForm::Event& event, Payload& payload) {
  if (!event.elements.empty()) {
    Payload::Event::AddElements& added = *payload.add_events()->mutable_element_event();
    for (const internal::StreamForm::Element& element : event.elements) {
      Payload::TimestampedElement& timed = *added.add_elements();
      timed.set_encoded_element(element.bytes);
      timed.set_timestamp(element.time.millis());
    }
  }
  if (event.watermark > Timestamp::Min()) AddWatermark(event.watermark, payload);
  if (event.clock > Duration(0)) {
    payload.add_events()->mutable_processing_time_event()->set_advance_duration(event.clock.count());
  }
}

}  // namespace

Payload TestStreamToProto(const internal::StreamForm& form, const std::string& coder_id) {
  Payload payload;
  payload.set_coder_id(coder_id);
  for (const internal::StreamForm::Event& event : form.events) AddEvent(event, payload);
  AddWatermark(Timestamp::Max(), payload);
  return payload;
}

}  // namespace beam::runners
