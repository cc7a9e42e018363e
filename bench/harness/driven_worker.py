#!/usr/bin/env python3
"""The Python SDK's worker for the driver (bench/harness/README.md)."""

import argparse
import os

import apache_beam as beam
from apache_beam.coders import VarIntCoder
from apache_beam.runners.worker import sdk_worker_main
from apache_beam.transforms import environments
from apache_beam.transforms.userstate import ReadModifyWriteStateSpec
from apache_beam.typehints import KV


def identity(value):
    return value


def lookup(key, table):
    return table[key]


class Running(beam.DoFn):
    """The running sum of each key's values."""

    SUM = ReadModifyWriteStateSpec("sum", VarIntCoder())

    def process(self, element, total=beam.DoFn.StateParam(SUM)):
        value = (total.read() or 0) + element[1]
        total.write(value)
        yield value


def write_pipeline(name):
    pipeline = beam.Pipeline()
    _ = (pipeline
         | "Bytes" >> beam.Create([b"some bytes"]).with_output_types(bytes)
         | "Identity" >> beam.Map(identity).with_output_types(bytes))
    pairs = pipeline | "Pairs" >> beam.Create([("key", 1)]).with_output_types(KV[str, int])
    _ = pairs | "Sum" >> beam.CombinePerKey(sum)
    _ = (pipeline
         | "Keys" >> beam.Create(["key"]).with_output_types(str)
         | "Lookup" >> beam.Map(lookup, beam.pvalue.AsDict(pairs)).with_output_types(int))
    _ = pairs | "Running" >> beam.ParDo(Running()).with_output_types(int)
    proto = pipeline.to_runner_api(default_environment=environments.EmbeddedPythonEnvironment.default())
    with open(name, "wb") as file:
        file.write(proto.SerializeToString())


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("pipeline", "id", "control_endpoint", "logging_endpoint"):
        parser.add_argument(f"--{name}", required=True)
    args = parser.parse_args()
    write_pipeline(args.pipeline)
    os.environ["WORKER_ID"] = args.id
    os.environ["CONTROL_API_SERVICE_DESCRIPTOR"] = f'url: "{args.control_endpoint}"'
    os.environ["LOGGING_API_SERVICE_DESCRIPTOR"] = f'url: "{args.logging_endpoint}"'
    sdk_worker_main.main([])


if __name__ == "__main__":
    main()
