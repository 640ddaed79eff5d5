"""Which lines the failing tests run: spectrum-based fault localisation."""

import sys
import time

from mutator.priority import suspicion
from mutator.trial import passes

_PATIENCE_SECONDS = 0.08


class Spectrum:
    """What every test runs, and which tests fail."""

    def __init__(self, failing, passing, lines):
        self.failing = failing
        self.passing = passing
        self._lines = lines

    def suspicions(self):
        """(path, line) -> how suspicious, for every line that a failing test runs."""
        ran_failing, ran_passing = {}, {}
        for test, lines in self._lines.items():
            counts = ran_failing if test in self.failing else ran_passing
            for line in lines:
                counts[line] = counts.get(line, 0) + 1
        return {
            line: suspicion(
                count,
                ran_passing.get(line, 0),
                len(self.failing) - count,
                len(self.passing) - ran_passing.get(line, 0),
            )
            for line, count in sorted(ran_failing.items())
        }


def localise(repository, *, seconds):
    """Run every test under tracing; None where no test can be run or none fails."""

    def work():
        repository.load()
        tests = repository.suite()
        return {id: _traced(repository, test) for id, test in sorted(tests.items())[:40]}

    start = time.monotonic()
    traced = repository.run(work, seconds=seconds)
    if traced:
        # Tracing costs several times what the tests themselves do.
        repository.patience = max(_PATIENCE_SECONDS, 3 * (time.monotonic() - start))
    else:
        traced = _one_by_one(repository, seconds)
    failing = sorted(id for id, (passed, _) in traced.items() if not passed)
    if not failing:
        return None
    passing = sorted(id for id, (passed, _) in traced.items() if passed)
    return Spectrum(failing, passing, {id: lines for id, (_, lines) in traced.items()})


def _one_by_one(repository, seconds):
    """The same where some test does not end: each test in a fork of its own."""
    traced = {}
    for id in repository.names()[:20]:

        def work(id=id):
            repository.load()
            return _traced(repository, repository.suite()[id])

        result = repository.run(work, seconds=seconds / 2)
        traced[id] = result or (False, _all_lines(repository))
    return traced


def _all_lines(repository):
    """Every line, for a test of which nothing is known but that it does not end."""
    return [
        (path, line)
        for path in repository.targets
        for line in range(1, repository.sources[path].count(b"\n") + 2)
    ]


def _traced(repository, test):
    prefix = f"{repository.root}/"
    targets = {prefix + path: path for path in repository.targets}
    seen = set()

    def trace(frame, event, argument):
        path = targets.get(frame.f_code.co_filename)
        if path is None:
            return None
        seen.add((path, frame.f_lineno))
        return trace

    sys.settrace(trace)
    try:
        passed = passes(test)
    finally:
        sys.settrace(None)
    return passed, sorted(seen)
