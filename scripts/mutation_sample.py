"""Write the mutants of the clone in the working folder and print a random sample of their names.

Called by scripts/mutation.sh. The same number gives the same sample of the same code.
"""

import json
import random
import sys
from pathlib import Path

from mutmut.__main__ import copy_also_copy_files, copy_src_dir, create_mutants
from mutmut.mutation.trampoline import set_mutant_under_test


def main() -> None:
    """The one argument is the size of the sample."""
    set_mutant_under_test("mutant_generation")
    Path("mutants").mkdir(exist_ok=True)
    shown, sys.stdout = sys.stdout, sys.stderr  # what mutmut says of its progress is not part of the answer
    copy_src_dir()
    copy_also_copy_files()
    create_mutants(1)
    sys.stdout = shown
    metas = sorted(Path("mutants/src/returnhub/scheme").rglob("*.meta"))
    names = [name for meta in metas for name in json.loads(meta.read_text())["exit_code_by_key"]]
    print("\n".join(random.Random(2026).sample(names, min(int(sys.argv[1]), len(names)))))


if __name__ == "__main__":
    main()
