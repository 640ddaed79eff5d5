"""Runs hidden tests against a repository whose code runs in another process.

The code under test never shares a process with the tests: it cannot read what they expect, nor say
that they passed. In the place of each of its modules the tests get a stand-in that asks for every
attribute and call. Exits with 0 only where all tests passed. Called as `grader.py ROOT`.
"""

import builtins
import ctypes
import importlib.abc
import importlib.machinery
import os
import subprocess
import sys
import traceback
import types
import unittest
from pathlib import Path

ROOT = Path(sys.argv[1] + "/")
APP, TESTS, LOGS = ROOT / "app", ROOT / "tests", ROOT / "logs/verifier"
sys.path.insert(0, str(TESTS))
from wire import Broken, Peer  # noqa: E402

_BINARY = (
    "add radd sub rsub mul rmul truediv rtruediv floordiv rfloordiv mod rmod pow rpow matmul and or "
    "xor lshift rshift lt le gt ge"
).split()
_OTHERS = (
    "neg pos abs invert len getitem setitem delitem next iter reversed enter exit int float index "
    "round str repr format"
).split()


class CodeFailed(Exception):
    """The code under test ended in a way that no test expects, such as by leaving the process."""


class Thing:
    """Something of the code under test: every question about it is asked there."""

    def __getattr__(self, name):
        return code.ask("get", self, name)

    def __setattr__(self, name, value):
        code.ask("set", self, name, value)

    def __bool__(self):
        names = code.ask("dir", self)
        if "__bool__" in names:
            return bool(self.__getattr__("__bool__")())
        return len(self) > 0 if "__len__" in names else True

    def __call__(self, *words, **options):
        return code.ask("call", self, words, tuple(options.items()))

    def __contains__(self, value):
        if "__contains__" in code.ask("dir", self):
            return bool(self.__getattr__("__contains__")(value))
        return any(each == value for each in self)

    def __eq__(self, other):
        if self is other:
            return True
        if type(other) is Thing:
            return code.ask("equal", self, other) is True and _state(self) == _state(other)
        # What it is compared with is not told: it would say yes to anything.
        base = code.ask("base", self)
        return type(base) is not Thing and base is not None and base == other

    def __ne__(self, other):
        return not self == other

    def __hash__(self):
        return id(self)


def _state(thing):
    """What an object consists of, as far as it is plain."""
    names = code.ask("dir", thing)
    fields = code.ask("get", thing, "__dict__") if "__dict__" in names else {}
    kind = code.ask("get", thing, "__class__")
    return kind, {name: value for name, value in fields.items() if type(value) is not Thing}


def _asking(name, *, is_binary):
    def ask(self, *words):
        if name in code.ask("dir", self):
            return self.__getattr__(name)(*words)
        if is_binary:
            return NotImplemented
        raise TypeError(f"the object has no {name}")

    return ask


for operator in (*_BINARY, *_OTHERS):
    name = f"__{operator}__"
    setattr(Thing, name, _asking(name, is_binary=operator in _BINARY))


class Raised:
    """What exceptions of the code's own classes can be asked."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return code.ask("get", self.__dict__["thing"], name)

    def __str__(self):
        return self.__dict__["text"]


class Tests(Peer):
    """The trusted end."""

    def __init__(self, *words, **options):
        super().__init__(*words, **options)
        self._things, self._thing_numbers = {}, {}

    def stand_in(self, number, about):
        """A Thing, or a class where tests name an exception."""
        if about["kind"] == "builtin":
            return _exception(about["name"])
        if number not in self._things:
            thing = self._exception_class(about) if about["kind"] == "exception" else Thing()
            self._things[number], self._thing_numbers[id(thing)] = thing, number
        return self._things[number]

    def _exception_class(self, about):
        bases = tuple(self.decode(each) for each in about["bases"])
        if not bases or not all(issubclass(each, Exception) for each in bases):
            return CodeFailed
        return type(str(about["name"]), (Raised, *bases), {})

    def number_of(self, value):
        """See Peer."""
        return self._thing_numbers.get(id(value))

    def serve(self, action, values):
        """Call what the tests passed in; nothing else of it can be reached."""
        if action == "call":
            return values[0](*values[1], **dict(values[2]))
        if action in ("iter", "next"):
            return {"iter": iter, "next": next}[action](values[0])
        if action == "method" and not values[1].startswith("_"):
            return getattr(values[0], values[1])(*values[2], **dict(values[3]))
        raise Broken(f"the code asks for {action!r}")

    def raised(self, error):
        """The nearest built-in exception."""
        name = next(each.__name__ for each in type(error).__mro__ if hasattr(builtins, each.__name__))
        return {"name": name, "args": [self.encode(each) for each in error.args]}

    def throw(self, told):
        """An exception of the code's, as tests expect it."""
        try:
            kind = self.decode(told["class"])
            error = kind(*map(self.decode, told["args"]))
            if isinstance(error, Raised):
                error.__dict__.update(thing=self.decode(told["error"]), text=str(told["text"]))
        except Exception as error:
            raise Broken("the code raises nonsense") from error
        raise error


def _exception(name):
    kind = getattr(builtins, str(name), None)
    is_harmless = isinstance(kind, type) and issubclass(kind, Exception)
    return kind if is_harmless else CodeFailed


class Stage(types.ModuleType):
    """Stands in for a module of the repository."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return code.ask("get", self._module(), name)

    def __setattr__(self, name, value):
        if name.startswith("__"):
            super().__setattr__(name, value)
        else:
            code.ask("set", self._module(), name, value)

    def _module(self):
        if "__thing__" not in self.__dict__:
            self.__dict__["__thing__"] = code.ask("import", self.__name__)
        return self.__dict__["__thing__"]


class Repository(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the repository's modules, without reading them."""

    def find_spec(self, name, path=None, target=None):
        """See importlib."""
        place = APP.joinpath(*name.split("."))
        if not place.is_dir() and not place.with_suffix(".py").is_file():
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=place.is_dir())

    def create_module(self, spec):
        """See importlib."""
        return Stage(spec.name)

    def exec_module(self, module):
        """Nothing runs here."""


def start_code():
    """The other process, and the pipes to it."""
    reading, answers = os.pipe()
    questions, writing = os.pipe()
    words = [str(TESTS / "under_test.py"), str(APP), str(questions), str(answers)]
    subprocess.Popen(
        [sys.executable, "-I", "-B", *words],
        cwd=APP,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        pass_fds=(questions, answers),
    )
    os.close(answers)
    os.close(questions)
    return Tests(os.fdopen(reading), os.fdopen(writing, "w"), first=1)


def read_tests():
    """The hidden tests, which nobody can read from here on."""
    source = (TESTS / "test_hidden.py").read_text()
    (TESTS / "test_hidden.py").unlink()
    ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)  # PR_SET_DUMPABLE
    return compile(source, "test_hidden.py", "exec")


def passes(tests):
    """Whether there are tests and all of them pass."""
    module = types.ModuleType("test_hidden")
    sys.meta_path.append(Repository())
    try:
        exec(tests, module.__dict__)
    except Exception:
        traceback.print_exc(file=sys.stdout)
        return False
    suite = unittest.defaultTestLoader.loadTestsFromModule(module)
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2).run(suite)
    return result.testsRun > 0 and result.wasSuccessful() and not result.skipped


hidden = read_tests()
code = start_code()
resolved = passes(hidden)
LOGS.mkdir(parents=True, exist_ok=True)
(LOGS / "reward.txt").write_text("1" if resolved else "0")
sys.stdout.flush()
os._exit(0 if resolved else 1)
