"""Ask the model, do what it says, tell it what came of it; until it submits or something runs out."""

import json
import time
from pathlib import Path

from coder.client import ModelError
from coder.editor import EditError
from coder.text import prompt, shorten
from coder.tools import TOOLS, read_arguments

ANSWER_TOKENS, LEAST_ANSWER = 8192, 1024
MOST_STEPS = 100
MOST_REMINDERS = 3
MOST_REFUSALS = 8
REMEMBERED_CALLS, SAME_CALLS = 8, 3
WARNINGS = (0.5, 0.25, 0.1)
NOTED_CHARACTERS = 4000


class Loop:
    """One job's work. `submit` is the tool that ends it; `accept` says why not yet, or "".

    `reserve`: seconds that are kept for what comes after the work.
    """

    def __init__(self, job, model, conversation, tools, submit, accept, *, reserve):
        self._model = model
        self._conversation = conversation
        self._tools = tools
        self._submit = submit
        self._accept = accept
        self._started = time.monotonic()
        self._seconds = max(0, job["seconds"] - reserve)
        self._transcript = Path(job["output"], "transcript.jsonl").open(
            "a", encoding="utf-8", errors="replace"
        )
        self._at_first = None
        self._left = {}
        self._warned = 0
        self._reminded = 0
        self._refused = 0
        self._recent = []

    def seconds_left(self):
        """Until the work has to end."""
        return self._seconds - (time.monotonic() - self._started)

    def run(self):
        """(what was submitted or None, how it ended)."""
        with self._transcript:
            self._note("user", self._conversation.messages[1]["content"])
            submitted, how = self._work()
            self._note("end", how, tokens=self._model.tokens)
        return submitted, how

    def _work(self):
        for step in range(MOST_STEPS):
            if self.seconds_left() <= 0:
                return None, "out of time"
            try:
                self._look_at_what_is_left(step)
                message, finish = self._ask()
            except ModelError as error:
                if (
                    error.code in ("context_length_exceeded", "too_large")
                    and self._conversation.shrink()
                ):
                    continue
                return None, str(error)
            calls = message.get("tool_calls", [])
            submitted = self._do(calls, finish)
            if submitted is not None:
                return submitted, "submitted"
            if self._refused >= MOST_REFUSALS:
                return None, f"submitted {MOST_REFUSALS} times what cannot be accepted"
            if not calls:
                self._reminded += 1
                if self._reminded > MOST_REMINDERS:
                    return None, "it stopped calling tools"
                self._say(prompt("cut_off" if finish == "length" else "no_call"))
        return None, "out of steps"

    # -- asking

    def _ask(self):
        most = ANSWER_TOKENS
        tokens = self._left.get("tokens")
        tools = [*TOOLS, self._submit]
        if tokens is not None:
            # The gateway sets a token aside for every byte of a question, and for the longest answer.
            room = tokens - len(json.dumps(tools)) - 200
            self._conversation.fit(max(1, room - LEAST_ANSWER))
            most = max(LEAST_ANSWER, min(ANSWER_TOKENS, room - self._conversation.size()))
        else:
            self._conversation.fit()
        message, finish = self._model.chat(
            self._conversation.messages, tools, max_tokens=most, seconds=self.seconds_left()
        )
        self._conversation.add(message)
        functions = [call["function"] for call in message.get("tool_calls", [])]
        calls = [
            {**each, "arguments": shorten(each["arguments"], NOTED_CHARACTERS)}
            for each in functions
        ]
        self._note(
            "assistant",
            message.get("content"),
            calls=calls,
            finish=finish,
            tokens=self._model.tokens,
        )
        return message, finish

    def _look_at_what_is_left(self, step):
        """Know it, and tell the model when half, a quarter and a tenth are left of what is scarcest."""
        budget = self._model.budget()
        self._left = {"steps": MOST_STEPS - step, "seconds": int(self.seconds_left())}
        self._left.update(
            {
                name: round(budget[name], 2)
                for name in ("requests", "tokens", "dollars")
                if budget.get(name) is not None
            }
        )
        if self._at_first is None:
            self._at_first = {**self._left, "seconds": self._seconds, "steps": MOST_STEPS}
        shares = {
            name: left / max(1, self._at_first.get(name, left)) for name, left in self._left.items()
        }
        scarcest = min(shares, key=shares.get)
        passed = sum(shares[scarcest] < warning for warning in WARNINGS)
        if passed > self._warned:
            self._warned = passed
            left = ", ".join(f"{amount} {name}" for name, amount in self._left.items())
            name = "running_out" if passed == len(WARNINGS) else "what_is_left"
            self._say(
                prompt(name, scarcest=scarcest, percent=f"{100 * shares[scarcest]:.0f}", left=left)
            )

    # -- doing

    def _do(self, calls, finish):
        """Do the calls in their order; what was submitted, if that was accepted."""
        submitted = None
        for call in calls:
            name, arguments = call["function"]["name"], call["function"]["arguments"]
            started = time.monotonic()
            if submitted is not None:
                result = "Not done: the work was submitted before."
            elif name == self._submit["function"]["name"]:
                submitted, result = self._end(name, arguments)
            else:
                result = self._tools.call(name, arguments)
                result += self._on_repetition(name, arguments, result)
            if finish == "length":
                result += f"\n\n{prompt('cut_off')}"
            self._conversation.add({"role": "tool", "tool_call_id": call["id"], "content": result})
            self._note("tool", result, name=name, took=round(time.monotonic() - started, 3))
        return submitted

    def _end(self, name, arguments):
        try:
            values = read_arguments(name, arguments, [self._submit])
        except EditError as error:
            return None, f"Error: {error}"
        objection = self._accept(values)
        self._refused += bool(objection)
        return (None, objection) if objection else (values, "Accepted.")

    def _on_repetition(self, name, arguments, result):
        """What to add to an output that the model has seen before."""
        self._recent = [*self._recent, (name, arguments, result)][-REMEMBERED_CALLS:]
        count = self._recent.count((name, arguments, result))
        return "" if count < SAME_CALLS else f"\n\n{prompt('repetition', count=count)}"

    # -- telling

    def _say(self, text):
        self._conversation.say(text)
        self._note("user", text)

    def _note(self, role, content, **more):
        """One line of the transcript, at once: whoever is killed leaves what it did."""
        words = {"role": role, "content": shorten(content or "", NOTED_CHARACTERS), **more}
        line = {"seconds": round(time.monotonic() - self._started, 3), **words}
        self._transcript.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._transcript.flush()
