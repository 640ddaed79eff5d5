"""`python3 -m mutator check | solve JOB.json | improve JOB.json`."""

import json
import sys
import time
from pathlib import Path

from mutator import settings


def main():
    """Do what the engine asks for; the exit status."""
    action = sys.argv[1]
    if action == "check":
        from mutator.selftest import check

        trouble = check()
        if trouble:
            print(trouble)
        return 1 if trouble else 0
    job = json.loads(Path(sys.argv[2]).read_text())
    return {"solve": solve, "improve": improve}[action](job)


def solve(job):
    """Repair the repository in place."""
    from mutator.repair import Repair

    events = []
    start = time.monotonic()

    def say(**event):
        events.append({"seconds": round(time.monotonic() - start, 3), **event})

    seconds = min(settings.SOLVE_SECONDS, 0.8 * job["seconds"])
    changed = Repair(job["repository"], seconds, say).run()
    for path, source in changed.items():
        (Path(job["repository"]) / path).write_bytes(source)
    lines = [json.dumps(event) for event in events]
    (Path(job["output"]) / "transcript.jsonl").write_text("\n".join([*lines, ""]))
    print("\n".join(lines))
    return 0


def improve(job):
    """Change the source of the child in place."""
    from mutator.improve import Improver

    notes = Improver(job).run()
    (Path(job["output"]) / "notes.md").write_text(notes)
    print(notes)
    return 0


if __name__ == "__main__":
    sys.exit(main())
