"""Run the fuzz: `python -m tests.fuzz --inputs 100000 --seed 0`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.fuzz.run import faults

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--inputs", type=int, default=100_000)
parser.add_argument("--seed", type=int, default=0, help="the first seed; an input can be run again by its seed")
options = parser.parse_args()
count = 0
with tempfile.TemporaryDirectory() as folder:
    for fault in faults(Path(folder) / "project", range(options.seed, options.seed + options.inputs)):
        count += 1
        sys.stdout.write(f"seed {fault.seed}: {fault.what}\n{fault.why}\n")
        sys.stdout.flush()
sys.stdout.write(f"{options.inputs} inputs, {count} without an answer\n")
sys.exit(bool(count))
