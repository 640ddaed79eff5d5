"""Running a repository's tests on changed sources, each time in a fork of a warm process."""

import ast
import functools
import gc
import importlib.abc
import importlib.machinery
import importlib.util
import os
import pickle
import signal
import sys
import unittest
import warnings
from pathlib import Path

BROKEN = 255


class Repository:
    """The Python files of a repository, compiled once, and its tests."""

    def __init__(self, root):
        self.root = Path(root)
        self.sources = {}
        for path in sorted(self.root.rglob("*.py")):
            relative = str(path.relative_to(self.root))
            if path.is_file() and not any(part.startswith(".") for part in path.parts[1:]):
                self.sources[relative] = path.read_bytes()
        self.tests = [path for path in self.sources if Path(path).name.startswith("test")]
        self.targets = [path for path in self.sources if path not in self.tests]
        self._codes = {}
        for path, source in self.sources.items():
            try:
                self._codes[path] = compile(
                    source, str(self.root / path), "exec", dont_inherit=True
                )
            except (SyntaxError, ValueError):
                continue
        self.patience = None
        self._preload()
        # Forks then share what is there already instead of copying it when they collect garbage.
        gc.collect()
        gc.freeze()

    def _preload(self):
        """Import the standard library's modules that the repository needs, once for all forks."""
        own = {_module_name(path).split(".")[0] for path in self.sources}
        for source in self.sources.values():
            try:
                tree = ast.parse(source)
            except (SyntaxError, ValueError):
                continue
            for node in ast.walk(tree):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    names = [node.module]
                for name in names:
                    if name.split(".")[0] in getattr(sys, "stdlib_module_names", frozenset()) - own:
                        importlib.import_module(name)

    def run(self, work, *, seconds):
        """What `work()` gives in a fork with the repository importable, or None after a crash or time-out."""
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            self._be_child(work, writing, seconds)
        os.close(writing)
        with os.fdopen(reading, "rb") as file:
            content = file.read()
        os.waitpid(pid, 0)
        return pickle.loads(content) if content else None

    def _be_child(self, work, writing, seconds):
        """Never returns."""
        code = 1
        try:
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.setitimer(signal.ITIMER_REAL, seconds)
            quiet = os.open(os.devnull, os.O_RDWR)
            for descriptor in (0, 1, 2):
                os.dup2(quiet, descriptor)
            sys.path.insert(0, str(self.root))
            result = pickle.dumps(work())
            signal.setitimer(signal.ITIMER_REAL, 0)
            if writing is not None:
                os.write(writing, result[:60000])
            code = 0
        finally:
            os._exit(code)

    def run_each(self, works, *, seconds):
        """What each of many works gives, a number up to 255, as many as possible in one fork.

        BROKEN for those that crash or take too long; the next one then gets a new fork.
        """
        results = b""
        while len(results) < len(works):
            reading, writing = os.pipe()
            pid = os.fork()
            if pid == 0:
                left = works[len(results) :]
                tell = functools.partial(_write_each, left, writing, seconds)
                self._be_child(tell, None, seconds)
            os.close(writing)
            with os.fdopen(reading, "rb") as file:
                results += file.read()
            os.waitpid(pid, 0)
            if len(results) < len(works):
                results += bytes([BROKEN])
        return list(results)

    def compile(self, path, source):
        """The code of a changed source, or None where it is no Python or the compiler doubts it."""
        with warnings.catch_warnings():
            warnings.simplefilter("error", SyntaxWarning)
            try:
                return compile(source, str(self.root / path), "exec", dont_inherit=True)
            except (SyntaxError, ValueError, RecursionError):
                return None

    def load(self, changed=None):
        """In a fork: make the repository's modules importable afresh, some with other code."""
        gc.disable()
        for path in self._codes:
            sys.modules.pop(_module_name(path), None)
        sys.meta_path[:] = [each for each in sys.meta_path if not isinstance(each, _Finder)]
        sys.meta_path.insert(0, _Finder(self.root, {**self._codes, **(changed or {})}))

    def names(self):
        """Ids of every test, found in a fork."""

        def work():
            self.load()
            return sorted(self.suite())

        return self.run(work, seconds=1.0) or []

    def suite(self):
        """In a fork, after `load`: every test by its id."""
        found = {}
        for path in self.tests:
            module = importlib.import_module(_module_name(path))
            _collect(unittest.defaultTestLoader.loadTestsFromModule(module), found)
        return found


def _collect(suite, found):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            _collect(test, found)
        else:
            found[test.id()] = test


class _Outcome(unittest.TestResult):
    """Whether anything failed; unlike its parent it formats no traceback, which costs more than most tests."""

    failed = False

    def addError(self, test, error):  # noqa: N802 - unittest's name
        """The standard protocol."""
        self.failed = True

    addFailure = addError  # noqa: N815 - unittest's name

    def addSubTest(self, test, subtest, error):  # noqa: N802 - unittest's name
        """The standard protocol."""
        self.failed = self.failed or error is not None

    def addUnexpectedSuccess(self, test):  # noqa: N802 - unittest's name
        """The standard protocol."""
        self.failed = True


def passes(test):
    """In a fork: whether a test passes."""
    outcome = _Outcome()
    test.run(outcome)
    return not outcome.failed and outcome.testsRun > 0


def count_failing(repository, changes, failing, *, seconds):
    """For each change of code, how many of the failing tests still fail; BROKEN if another test fails now.

    Changes are tried one after another in one process, so what mends everything is tried again alone.
    """

    def judge(changed):
        repository.load(changed)
        tests = repository.suite()
        left = sum(id not in tests or not passes(tests[id]) for id in failing)
        others = [test for id, test in tests.items() if id not in failing]
        if left < len(failing) and not all(passes(test) for test in others):
            return BROKEN
        return min(left, BROKEN)

    seconds = min(seconds, repository.patience or seconds)
    works = [lambda changed=changed: judge(changed) for changed in changes]
    counts = repository.run_each(works, seconds=seconds)
    for index, count in enumerate(counts):
        if count == 0 and len(works) > 1:
            (counts[index],) = repository.run_each([works[index]], seconds=seconds)
    return counts


def _write_each(works, writing, seconds):
    """In a fork: do one work after another, each in its own time, and tell what each gave."""
    for work in works:
        signal.setitimer(signal.ITIMER_REAL, seconds)
        os.write(writing, bytes([work()]))


def _module_name(path):
    parts = path[: -len(".py")].split("/")
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports the repository's modules from code objects at hand."""

    def __init__(self, root, codes):
        self._root = root
        self._codes = {_module_name(path): (path, code) for path, code in codes.items()}

    def find_spec(self, name, path=None, target=None):
        """The standard protocol."""
        if name not in self._codes:
            return None
        file = self._codes[name][0]
        return importlib.util.spec_from_file_location(
            name,
            str(self._root / file),
            loader=self,
            submodule_search_locations=[str((self._root / file).parent)]
            if file.endswith("__init__.py")
            else None,
        )

    def create_module(self, spec):
        """The standard protocol: an ordinary module."""
        return

    def exec_module(self, module):
        """The standard protocol."""
        exec(self._codes[module.__name__][1], module.__dict__)
