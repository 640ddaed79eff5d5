"""The process that runs the code under test: does what the tests ask for, one call at a time."""

import builtins
import importlib
import os
import sys

_BASES = (tuple, list, dict, set, frozenset, str, bytes, int, float)


def main():
    """Called as `under_test.py FOLDER READING WRITING`, the numbers of two pipes."""
    folder, reading, writing = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    from wire import Broken, Peer

    sys.path[0] = folder

    class Stranger:
        """Something of the tests': it can be called and iterated, and its methods can be called."""

        def __init__(self, number):
            self.__dict__["number"] = number

        def __call__(self, *words, **options):
            return code.ask("call", self, words, tuple(options.items()))

        def __iter__(self):
            return code.ask("iter", self)

        def __next__(self):
            return code.ask("next", self)

        def __getattr__(self, name):
            if name.startswith("_"):
                raise AttributeError(name)
            return lambda *words, **options: code.ask("method", self, name, words, tuple(options.items()))

    class Code(Peer):
        def describe(self, value):
            kind = "exception" if _is_exception(value) else "thing"
            bases = [self.encode(each) for each in value.__bases__] if kind == "exception" else []
            return {"kind": kind, "name": getattr(value, "__name__", ""), "bases": bases}

        def encode(self, value):
            if _is_exception(value) and getattr(builtins, value.__name__, None) is value:
                return {"mine": 0, "about": {"kind": "builtin", "name": value.__name__}}
            return super().encode(value)

        def stand_in(self, number, about):
            if number not in strangers:
                strangers[number] = Stranger(number)
            return strangers[number]

        def number_of(self, value):
            return value.__dict__["number"] if type(value) is Stranger else None

        def raised(self, error):
            told = {"class": self.encode(type(error)), "text": _text(error), "args": []}
            if isinstance(error, Exception):
                told |= {"args": [self.encode(each) for each in error.args]}
                told |= {"error": self.encode(error)}
            return told

        def throw(self, told):
            name = told["name"]
            raise getattr(builtins, name, RuntimeError)(*map(self.decode, told["args"]))

        def serve(self, action, values):
            if action == "import":
                return importlib.import_module(values[0])
            if action == "call":
                return values[0](*values[1], **dict(values[2]))
            if action == "base":
                return next((kind(values[0]) for kind in _BASES if isinstance(values[0], kind)), None)
            return {"get": getattr, "set": setattr, "equal": _equal, "dir": dir}[action](*values)

    strangers = {}
    with os.fdopen(reading) as answers, os.fdopen(writing, "w") as asks:
        code = Code(answers, asks, first=2)
        try:
            code.listen()
        except Broken:
            os._exit(0)


def _is_exception(value):
    return isinstance(value, type) and issubclass(value, BaseException)


def _equal(first, second):
    return bool(first == second)


def _text(error):
    try:
        return str(error)
    except Exception:
        return ""


main()
