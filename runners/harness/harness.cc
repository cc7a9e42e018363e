#include "runners/harness/harness.h"

#include <utility>

#include "runners/harness/control.h"

namespace beam::runners {

Harness::Harness(HarnessOptions options, std::shared_ptr<Transport> transport,
                 std::shared_ptr<BundleProcessorFactory> factory)
    : control_(std::make_shared<Control>(std::move(options), std::move(transport), std::move(factory))) {}

Harness::~Harness() = default;

Status Harness::Run() {
  // Keeps it alive if another thread stops the harness and drops it.
  const std::shared_ptr<Control> control = control_;
  return control->Run();
}

void Harness::Stop() { control_->Stop(); }

void Harness::Log(LogSeverity severity, std::string_view message, std::string_view instruction_id,
                  std::string_view transform_id) {
  control_->logger().Log(severity, message, instruction_id, transform_id);
}

}  // namespace beam::runners
