#!/usr/bin/env python3
"""Brings the descriptors of Beam's portability API, out of the Python modules that protoc made of it.

Usage: fetch_descriptors.py <folder> <folder of the wheel>

The result is <folder>/descriptors.bin, a serialized google.protobuf.FileDescriptorSet.
"""
import ast
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
import apache_beam_wheel

MODULES = "apache_beam/portability/api/org/"


def serialized_file(source):
    """The argument of the module's AddSerializedFile(b'...'); the module itself is not run."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "AddSerializedFile":
            return ast.literal_eval(node.args[0])
    raise ValueError("a module of the portability API has no descriptor where this script looks for it")


def varint(value):
    digits = bytearray()
    while value >= 0x80:
        digits.append(value & 0x7F | 0x80)
        value >>= 7
    digits.append(value)
    return bytes(digits)


def main():
    folder, wheel_folder = sys.argv[1:]
    result = os.path.join(folder, "descriptors.bin")
    if os.path.exists(result):
        return
    modules = apache_beam_wheel.read_members(
        wheel_folder, lambda name: name.startswith(MODULES) and name.endswith("_pb2.py"))
    os.makedirs(folder, exist_ok=True)
    with open(result + ".new", "wb") as file:
        for _, source in sorted(modules.items()):
            descriptor = serialized_file(source)
            file.write(b"\x0a" + varint(len(descriptor)) + descriptor)  # the field `file` of the set
    os.replace(result + ".new", result)
    print(f"{len(modules)} files")


if __name__ == "__main__":
    main()
