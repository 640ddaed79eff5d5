#!/bin/sh
# Grades the repository with the hidden tests beside this file; exits with 0 only where all of them pass.
#
# The code under test runs in the same process as the tests, so it could make every test pass. Therefore each
# test is run twice under names drawn at random, once as it is and once with its last assertion turned round:
# the first must pass and the second must fail. What says so is a process that the code cannot look into.
exec python3 -I -B - "$HGM_ROOT" <<'END'
import ast
import ctypes
import json
import os
import random
import subprocess
import sys
from pathlib import Path

ROOT = sys.argv[1]
OPPOSITES = {
    "assertEqual": "assertNotEqual",
    "assertAlmostEqual": "assertNotAlmostEqual",
    "assertTrue": "assertFalse",
    "assertIn": "assertNotIn",
    "assertIs": "assertIsNot",
    "assertIsNone": "assertIsNotNone",
}
OPPOSITES.update({other: name for name, other in OPPOSITES.items()})
RUN = """
import json, os, sys, unittest
report, sources = os.fdopen(os.dup(3), "w"), json.loads(sys.stdin.read())
os.close(3)
sys.path.insert(0, sys.argv[1])
cases = {}
exec(compile(sources, "test_hidden.py", "exec"), cases)
for case in [each for each in cases.values() if isinstance(each, type) and issubclass(each, unittest.TestCase)]:
    for test in unittest.defaultTestLoader.loadTestsFromTestCase(case):
        result = unittest.TestResult()
        test.run(result)
        for _, trouble in result.failures + result.errors:
            print(test.id(), trouble, file=sys.stderr)
        report.write(json.dumps([test.id().split(".")[-1], result.wasSuccessful()]) + "\\n")
        report.flush()
"""


def turned_round(test):
    """A copy of a test whose last assertion says the opposite."""
    test = ast.parse(ast.unparse(test)).body[0]
    calls = [node for node in ast.walk(test) if isinstance(node, ast.Call) and is_assertion(node.func)]
    last = max(calls, key=lambda node: (node.lineno, node.col_offset))
    if last.func.attr == "assertRaises":
        last.args[0] = ast.Name("NeverRaised", ast.Load())
    else:
        last.func.attr = OPPOSITES[last.func.attr]
    return test


def is_assertion(node):
    return isinstance(node, ast.Attribute) and (node.attr in OPPOSITES or node.attr == "assertRaises")


def main():
    """The exit status."""
    ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)  # PR_SET_DUMPABLE: nobody may read this process
    module = ast.parse(Path(f"{ROOT}/tests/test_hidden.py").read_text())
    draw = random.SystemRandom()
    expected = {}
    for case in [node for node in module.body if isinstance(node, ast.ClassDef)]:
        tests = [node for node in case.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test")]
        case.body = [node for node in case.body if node not in tests]
        twins = [(test, True) for test in tests] + [(turned_round(test), False) for test in tests]
        draw.shuffle(twins)
        for test, passes in twins:
            print(f"{case.name}.{test.name}: {'as it is' if passes else 'turned round'}", end=" ")
            test.name = f"test_{draw.getrandbits(64):016x}"
            print(f"is {test.name}", flush=True)
            expected[test.name] = passes
            case.body.append(test)
    never = ast.parse("class NeverRaised(Exception): pass").body
    tests = ast.unparse(ast.fix_missing_locations(ast.Module([*module.body[:1], *never, *module.body[1:]], [])))
    resolved = run(tests) == expected
    print("RESOLVED" if resolved else "UNRESOLVED")
    folder = Path(f"{ROOT}/logs/verifier")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "reward.txt").write_text("1" if resolved else "0")
    return 0 if resolved else 1


def run(tests):
    """Name -> whether it passed, as the process with the code under test reports it."""
    reading, writing = os.pipe()
    start = f"import os; os.dup2({writing}, 3); os.set_inheritable(3, True)"
    command = [sys.executable, "-I", "-B", "-c", f"{start}\n{RUN}", f"{ROOT}/app"]
    with subprocess.Popen(command, cwd=f"{ROOT}/app", stdin=subprocess.PIPE, stderr=subprocess.STDOUT, pass_fds=[writing]) as process:
        os.close(writing)
        process.stdin.write(json.dumps(tests).encode())
        process.stdin.close()
        process.wait()
    os.set_blocking(reading, False)
    try:
        lines = os.read(reading, 1 << 20).decode(errors="replace").splitlines()
        return dict(json.loads(line) for line in lines)
    except (OSError, ValueError, TypeError):
        return {}


sys.exit(main())
END
