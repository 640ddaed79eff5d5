#!/bin/sh
# Grades the repository in the working directory by the tests named in task.json: see grader.py.
exec python3 -I -B "$HGM_ROOT/tests/grader.py" "$HGM_ROOT"
