"""The model, behind a Unix socket that speaks OpenAI's chat completions."""

import http.client
import json
import re
import socket
import time

BUSY_SECONDS = 0.5
BUSY_TRIES = 20
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


class ModelError(Exception):
    """The model did not answer. `code` is the gateway's word: over_budget, deadline, provider_failed,
    context_length_exceeded, too_large, too_many_requests, invalid_request; or ours: unreachable."""

    def __init__(self, code, message):
        super().__init__(f"{code}: {message}")
        self.code = code


class _Connection(http.client.HTTPConnection):
    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.host)


class Model:
    """One job's model; `words` are what job.json says of it."""

    def __init__(self, words):
        self._words = words
        self.tokens = 0
        """Used so far."""

    def chat(self, messages, tools, *, max_tokens, seconds):
        """(message, finish_reason) of the answer. Raises ModelError."""
        body = {
            "model": self._words["role"],
            "messages": messages,
            "tools": tools,
            "max_tokens": max_tokens,
        }
        for _ in range(BUSY_TRIES):
            try:
                return self.read(self._call("POST", "/v1/chat/completions", body, seconds))
            except ModelError as error:
                if error.code != "too_many_requests":
                    raise
                time.sleep(BUSY_SECONDS)
        raise ModelError("too_many_requests", "all places are taken")

    def read(self, said):
        """The first choice of a chat.completion object, such that it can be sent again."""
        self.tokens += said["usage"]["total_tokens"]
        choice = said["choices"][0]
        message = {name: value for name, value in choice["message"].items() if value is not None}
        for call in message.get("tool_calls", []):
            if not _NAME.fullmatch(call["function"]["name"]):
                call["function"]["name"] = "unknown"
        if not message.get("tool_calls"):
            message.pop("tool_calls", None)
            message.setdefault("content", "")
        return message, choice["finish_reason"]

    def budget(self):
        """What is left of `requests`, `tokens` and `seconds`; None for what has no cap. Raises ModelError."""
        return self._call("GET", "/v1/budget", None, 10)

    def _call(self, method, path, body, seconds):
        connection = _Connection(self._words["socket"], timeout=max(1, seconds))
        # Half of a surrogate pair, which models and files have at times, is no text to the gateway.
        content = body and json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
        try:
            connection.request(
                method, path, content, {"Authorization": "Bearer " + self._words["token"]}
            )
            response = connection.getresponse()
            said = json.loads(response.read())
        except TimeoutError as error:
            raise ModelError("deadline", "the model did not answer in time") from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise ModelError("unreachable", str(error)) from error
        finally:
            connection.close()
        if response.status != 200:
            raise ModelError(said["error"]["code"], said["error"]["message"])
        return said
