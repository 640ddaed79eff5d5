"""python3 -m coder check | solve JOB.json | improve JOB.json"""

import json
import sys
from pathlib import Path


def main():
    """Do what the engine asks for; the exit status."""
    action = sys.argv[1] if len(sys.argv) > 1 else ""
    if action == "check":
        from coder.check import check

        check()
        return 0
    if action not in ("solve", "improve") or len(sys.argv) != 3:
        print(__doc__)
        return 2
    job = json.loads(Path(sys.argv[2]).read_text("utf-8"))
    if "model" not in job:
        print(f"coder cannot {action} without a model: start the run with --model.")
        return 1
    if action == "solve":
        from coder.solve import solve

        return solve(job)
    from coder.improve import improve

    return improve(job)


if __name__ == "__main__":
    sys.exit(main())
