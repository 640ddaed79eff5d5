"""Running a repository's tests on changed sources, each time in a fork of a warm process."""

import ast
import importlib.abc
import importlib.machinery
import importlib.util
import os
import pickle
import signal
import sys
import unittest
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
        self._preload()

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
            os.write(writing, result[:60000])
            code = 0
        finally:
            os._exit(code)

    def load(self, changed=None):
        """In a fork: make the repository's modules importable, some with other sources."""
        codes = dict(self._codes)
        for path, source in (changed or {}).items():
            codes[path] = compile(source, str(self.root / path), "exec", dont_inherit=True)
        sys.meta_path.insert(0, _Finder(self.root, codes))

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


def passes(test):
    """In a fork: whether a test passes."""
    result = unittest.TestResult()
    test.run(result)
    return result.wasSuccessful() and result.testsRun > 0


def count_failing(repository, changed, failing, *, seconds):
    """How many of the failing tests still fail with some sources changed; BROKEN if another test fails now."""

    def work():
        repository.load(changed)
        tests = repository.suite()
        left = sum(id not in tests or not passes(tests[id]) for id in failing)
        others = [test for id, test in tests.items() if id not in failing]
        if left < len(failing) and not all(passes(test) for test in others):
            return BROKEN
        return left

    result = repository.run(work, seconds=seconds)
    return BROKEN if result is None else result


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
