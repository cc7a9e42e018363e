"""The local job service of Beam's Python SDK, with a runner that keeps the ends of grouped values in its state.

The runner can do so, for tests of SDKs, but the service has no option that says so. Of each group the first value or two are sent; the
others are fetched by a token, in pages of which the first is empty.
"""

import logging
import signal
import sys

from apache_beam.runners.portability import local_job_service_main
from apache_beam.runners.portability.fn_api_runner import fn_runner
from apache_beam.runners.portability.fn_api_runner import worker_handlers


class StateIterablesRunner(fn_runner.FnApiRunner):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, use_state_iterables=True, **kwargs)


class PagingState(worker_handlers.StateServicer):
    def __init__(self):
        super().__init__()
        self._use_continuation_tokens = True


if __name__ == "__main__":
    fn_runner.FnApiRunner = StateIterablesRunner
    worker_handlers.StateServicer = PagingState
    signal.signal(signal.SIGTERM, lambda *args: sys.exit(0))
    logging.basicConfig()
    logging.getLogger().setLevel(logging.INFO)
    local_job_service_main.run(sys.argv[1:])
