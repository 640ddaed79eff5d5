"""What the tests and the code under test, each in a process of its own, say to each other.

Plain values cross as copies. Lists, dicts and sets are shared: both sides keep one each under a
number, and every message brings along what changed in them. Everything else stays where it is; the
other side gets a stand-in that asks. Nothing that arrives is ever evaluated or unpickled.
"""

import datetime
import decimal
import fractions
import json
import sys

MAX_LINE = 1 << 24
_PLAIN = (type(None), bool, int, str)
_SHARED = {"list": list, "dict": dict, "set": set}
_VALUES = {
    "date": (datetime.date, datetime.date.isoformat, datetime.date.fromisoformat),
    "time": (datetime.time, datetime.time.isoformat, datetime.time.fromisoformat),
    "datetime": (datetime.datetime, datetime.datetime.isoformat, datetime.datetime.fromisoformat),
    "timedelta": (
        datetime.timedelta,
        lambda value: f"{value.days} {value.seconds} {value.microseconds}",
        lambda text: datetime.timedelta(*map(int, text.split())),
    ),
    "timezone": (
        datetime.timezone,
        lambda value: str(value.utcoffset(None).total_seconds()),
        lambda text: datetime.timezone(datetime.timedelta(seconds=float(text))),
    ),
    "decimal": (decimal.Decimal, str, decimal.Decimal),
    "fraction": (fractions.Fraction, str, fractions.Fraction),
    "float": (float, repr, float),
    "complex": (complex, repr, complex),
    "bytes": (bytes, bytes.hex, bytes.fromhex),
}
_NAMES = {kind: name for name, (kind, _, _) in _VALUES.items()}


class Broken(Exception):
    """The other side is gone, or does not keep to what is agreed."""


class Peer:
    """One end of the conversation: asks, and while it waits for an answer, answers."""

    def __init__(self, reading, writing, *, first):
        self._reading, self._writing = reading, writing
        self._next = first
        self._shared, self._numbers, self._last, self._unseen = {}, {}, {}, []
        self.own, self._own_numbers = {}, {}

    # What the two ends do differently.

    def describe(self, value):
        """How a thing that stays here is told to the other side, beyond its number."""
        return {}

    def stand_in(self, number, about):
        """What represents the other side's thing here."""
        raise NotImplementedError

    def number_of(self, value):
        """The other side's number of a thing that is one of its stand-ins; or None."""
        raise NotImplementedError

    def serve(self, action, values):
        """Do what the other side asks for."""
        raise NotImplementedError

    def raised(self, error):
        """How an exception is told."""
        raise NotImplementedError

    def throw(self, told):
        """Raise what the other side told of an exception."""
        raise NotImplementedError

    # The conversation.

    def ask(self, action, *values):
        """Let the other side do something; what it returns or raises."""
        self._send({"ask": action}, list(values))
        while True:
            message, values = self._receive()
            if "ask" in message:
                self._answer(message["ask"], values)
            elif "raised" in message:
                self.throw(message["raised"])
            else:
                return values[0]

    def listen(self):
        """Answer until the other side hangs up."""
        while True:
            message, values = self._receive()
            self._answer(message["ask"], values)

    def _answer(self, action, values):
        try:
            result = self.serve(action, values)
        except Broken:
            raise
        except BaseException as error:
            self._send({"raised": self.raised(error)}, [])
        else:
            self._send({}, [result])

    def _send(self, message, values):
        gone = self._forget_unused()
        said = [self.encode(value) for value in values]
        line = json.dumps({**message, "values": said, "shared": self._changes(), "gone": gone})
        try:
            self._writing.write(line + "\n")
            self._writing.flush()
        except (OSError, ValueError) as error:
            raise Broken("the other side hung up") from error

    def _receive(self):
        try:
            line = self._reading.readline(MAX_LINE)
            if not line.endswith("\n"):
                raise Broken("the other side hung up")
            message = json.loads(line)
            for number in message["gone"]:
                self._forget(number)
            self._update(message["shared"])
            return message, [self.decode(value) for value in message["values"]]
        except Broken:
            raise
        except Exception as error:
            raise Broken(f"the other side talks nonsense: {type(error).__name__}") from error

    # Values.

    def encode(self, value):
        """A value as JSON. Only exact built-in types are copied: a subclass may lie."""
        kind = type(value)
        if kind in _PLAIN:
            return value
        if kind in (tuple, frozenset):
            return {kind.__name__: [self.encode(each) for each in value]}
        if kind in _SHARED.values():
            return {"shared": self._share(value)}
        if kind in _NAMES:
            name = _NAMES[kind]
            return {"value": [name, _VALUES[name][1](value)]}
        if value is NotImplemented:
            return {"not": "implemented"}
        number = self.number_of(value)
        if number is not None:
            return {"yours": number}
        return {"mine": self._lend(value), "about": self.describe(value)}

    def decode(self, said):
        """The value that JSON tells."""
        if type(said) in _PLAIN:
            return said
        kind = next(iter(said))
        if kind in ("tuple", "frozenset"):
            return {"tuple": tuple, "frozenset": frozenset}[kind](map(self.decode, said[kind]))
        if kind == "shared":
            return self._shared[said[kind]]
        if kind == "value":
            name, text = said[kind]
            return _VALUES[name][2](text)
        if kind == "not":
            return NotImplemented
        if kind == "yours":
            return self.own[said[kind]]
        return self.stand_in(said["mine"], said["about"])

    def _lend(self, value):
        number = self._own_numbers.get(id(value))
        if number is None:
            number = self._own_numbers[id(value)] = self._fresh()
            self.own[number] = value
        return number

    def _fresh(self):
        self._next += 2
        return self._next

    # Shared containers.

    def _share(self, value):
        number = self._numbers.get(id(value))
        if number is None:
            number = self._fresh()
            self._keep(number, value)
            self._unseen.append(number)
        return number

    def _keep(self, number, value):
        self._shared[number], self._numbers[id(value)] = value, number

    def _forget(self, number):
        if number in self._shared:
            self._numbers.pop(id(self._shared.pop(number)), None)
            self._last.pop(number, None)

    def _forget_unused(self):
        """Containers that nobody here but us still knows."""
        unused = [n for n, value in self._shared.items() if sys.getrefcount(value) <= 3]
        for number in unused:
            self._forget(number)
        return unused

    def _changes(self):
        changes, self._unseen = {}, list(self._shared)
        while self._unseen:
            number = self._unseen.pop()
            content = self._content(self._shared[number])
            if content != self._last.get(number):
                changes[number] = self._last[number] = content
        return changes

    def _content(self, value):
        if type(value) is dict:
            items = [[self.encode(key), self.encode(each)] for key, each in value.items()]
        else:
            items = [self.encode(each) for each in value]
        return [type(value).__name__, items]

    def _update(self, changes):
        changes = {int(number): content for number, content in changes.items()}
        for number, (kind, _) in changes.items():
            if number not in self._shared:
                self._keep(number, _SHARED[kind]())
        for number, content in changes.items():
            value, (_, items) = self._shared[number], content
            self._last[number] = content
            if type(value) is list:
                value[:] = [self.decode(each) for each in items]
            else:
                decoded = (
                    [self.decode(each) for each in items]
                    if type(value) is set
                    else [(self.decode(key), self.decode(each)) for key, each in items]
                )
                value.clear()
                value.update(decoded)
