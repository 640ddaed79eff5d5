#!/bin/sh
# Grades the repository in /app with test_hidden.py beside this file: see grader.py.
exec python3 -I -B "$HGM_ROOT/tests/grader.py" "$HGM_ROOT"
