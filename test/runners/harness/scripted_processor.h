// ScriptedProcessor: a BundleProcessor that does what a test tells it, and checks that the harness keeps to the order of calls.
//
// A Script is filled before the harness starts and shared by all processors made of it.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "runners/harness/bundle_processor.h"
#include "test/runners/harness/gate.h"

namespace beam::runners {

struct Script {
  std::function<void(const fn::ProcessBundleDescriptor&)> make = [](const fn::ProcessBundleDescriptor&) {};
  std::function<void(BundleServices&)> start = [](BundleServices&) {};
  /// Unless a test says otherwise, elements are sent to the sink called "sink".
  std::function<void(BundleServices&, const std::string& transform_id, std::string_view bytes)> data =
      [](BundleServices& services, const std::string&, std::string_view bytes) {
        services.SendData("sink", std::string(bytes));
      };
  std::function<void(BundleServices&, const std::string& transform_id, const std::string& family,
                     std::string_view bytes)>
      timers = [](BundleServices&, const std::string&, const std::string&, std::string_view) {};
  std::function<void(BundleServices&)> finish = [](BundleServices&) {};
  std::function<void()> state_written = [] {};
  std::function<std::vector<model::MonitoringInfo>()> metrics = [] { return std::vector<model::MonitoringInfo>(); };
  /// Called on the thread that answers the runner.
  std::function<fn::ProcessBundleSplitResponse(const fn::ProcessBundleSplitRequest&)> split =
      [](const fn::ProcessBundleSplitRequest&) { return fn::ProcessBundleSplitResponse(); };
  std::function<bool()> requires_finalization = [] { return false; };
  std::function<void()> finalize = [] {};

  Counter made;
  Counter destroyed;
  /// Sentences about calls out of order; a test ends with none.
  std::vector<std::string> Violations() const;
  void Violated(const std::string& what);

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> violations_;
};

std::shared_ptr<BundleProcessorFactory> FactoryOf(std::shared_ptr<Script> script);

}  // namespace beam::runners
