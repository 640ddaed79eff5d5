"""The messages so far, kept within what the model can read."""

import json

from coder.text import shorten

CONTEXT_TOKENS = 100_000
CHARACTERS_PER_TOKEN = 3.5
ROOM, SUMMARY = 0.6, 0.1
KEPT_STEPS = 4
OLD_OUTPUT = 400
OLD_TALK = 200


class Conversation:
    """Begins with instructions and a task, which always stay."""

    def __init__(self, instructions, task):
        self._task = task
        self._forgotten = []
        self.messages = [
            {"role": "system", "content": instructions},
            {"role": "user", "content": task},
        ]
        self.most_characters = int(CONTEXT_TOKENS * CHARACTERS_PER_TOKEN)

    def add(self, message):
        """Put a message at the end."""
        self.messages.append(message)

    def say(self, text):
        """Tell the model something: after the last tool's output, so that turns stay in turn."""
        last = self.messages[-1]
        if last["role"] == "assistant":
            self.add({"role": "user", "content": text})
        else:
            last["content"] += f"\n\n{text}"

    def size(self):
        """Bytes of all messages; no tokenizer makes more tokens of them."""
        return len(json.dumps(self.messages, ensure_ascii=False).encode("utf-8", "replace"))

    def fit(self, most=None):
        """Where it is too long make it clearly shorter, so that this happens rarely: models remember
        beginnings that stay as they were at a lower price. Old outputs go first, then old steps."""
        most = min(most or self.most_characters, self.most_characters)
        if self.size() <= most:
            return
        self._shorten_outputs()
        while self.size() > most * ROOM and self._forget_a_step(int(most * SUMMARY)):
            pass

    def shrink(self):
        """The model could not read it all: make do with much less from now on; whether that was possible."""
        before = self.size()
        self.most_characters = int(min(self.most_characters, before) * ROOM)
        self.fit()
        return self.size() < before

    def _steps(self):
        """Where steps begin: a model's answer and what came of it."""
        return [
            index for index, message in enumerate(self.messages) if message["role"] == "assistant"
        ]

    def _shorten_outputs(self):
        kept = self._steps()[-KEPT_STEPS:]
        for message in self.messages[2 : kept[0] if kept else 2]:
            if message["role"] == "tool" and len(message["content"]) > OLD_OUTPUT:
                message["content"] = (
                    message["content"][:OLD_OUTPUT]
                    + "\n[... the rest of this old output was left out]"
                )

    def _forget_a_step(self, room):
        """Leave one line in the place of the oldest step, and of all that went before it no more than so many
        characters; whether there was one that may go."""
        steps = self._steps()
        if len(steps) <= 2:
            return False
        # To the next answer: the results of calls never stand without their calls.
        gone = self.messages[2 : steps[1]]
        del self.messages[2 : steps[1]]
        self._forgotten.append(_summary(gone))
        lines = shorten("\n".join(self._forgotten), room)
        self.messages[1]["content"] = (
            f"{self._task}\n\n[{len(self._forgotten)} earlier steps of yours were left out here. What they changed is still "
            f"there. In short:\n{lines}]"
        )
        return True


def _summary(messages):
    """One step in one line: what was said and called, and how the calls ended."""
    parts = []
    for message in messages:
        if message["role"] == "assistant":
            parts.append(" ".join((message.get("content") or "").split())[:OLD_TALK])
            for call in message.get("tool_calls", []):
                function = call["function"]
                parts.append(
                    f"{function['name']} {' '.join(function['arguments'].split())[:OLD_TALK]}"
                )
        elif message["role"] == "tool":
            lines = message["content"].strip().splitlines()
            parts.append(f"-> {lines[-1][:OLD_TALK] if lines else '(nothing)'}")
    return "- " + "; ".join(filter(None, parts))
