"""The findings of a folder of Parquet by Spark on this machine, by rule and verdict, as JSON.

`python -m tests.spark.totals FOLDER PACK`; a process of its own, since its machine ends with it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import microdep_rules
from benchmarks.spark import by_spark, session

if __name__ == "__main__":
    folder, pack = map(Path, sys.argv[1:])
    spark = session()
    found = by_spark(spark, folder, [microdep_rules.load_pack(pack)])
    spark.stop()
    sys.stdout.write(json.dumps(sorted([*key, many] for key, many in found.items())))
