#!/bin/sh
# Grades the repository with the hidden tests beside this file. The reward is 1 only if every one of them ran and
# passed: an exit status of 0 alone could come from code that ended the process early.
mkdir -p "$HGM_ROOT/logs/verifier"
expected=$(grep -c '^    def test' "$HGM_ROOT/tests/test_hidden.py")
report=$(cd "$HGM_ROOT/tests" && PYTHONPATH=$HGM_ROOT/app python3 -B -m unittest -v test_hidden 2>&1)
echo "$report"
case $report in
    *"Ran $expected test"*"
OK") reward=1 ;;
    *) reward=0 ;;
esac
echo $reward >"$HGM_ROOT/logs/verifier/reward.txt"
