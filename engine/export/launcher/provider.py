"""A server of chat completions, asked until it answers or the time is over."""

import http.client
import json
import time
import urllib.error
import urllib.request
from email.message import Message
from typing import Any

from .limits import Meter

Json = dict[str, Any]

URLS = {"openai": "https://api.openai.com/v1", "anthropic": "https://api.anthropic.com/v1"}
KEYS = {"openai": "OPENAI_API_KEY", "anthropic": "ANTHROPIC_API_KEY"}

_AGAIN = (408, 409, 425, 429)
_TRIES = 8
_LONGEST_WAIT = 60.0
_MAX_ANSWER = 16 * 1024**2


class Refused(Exception):
    """The agent's question cannot be answered."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Failed(Exception):
    """The provider is in trouble, or the key or the name of the model is wrong."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """The key goes where the user said, and nowhere else."""

    def redirect_request(self, *_: Any) -> None:
        """Never."""


class Provider:
    """One model behind one address."""

    def __init__(self, model: str, url: str, key: str, *, says_completion: bool) -> None:
        """`says_completion`: the limit of an answer is called `max_completion_tokens` there."""
        self._model = model
        self._url = f"{url.rstrip('/')}/chat/completions"
        self._key = key
        self._limit = "max_completion_tokens" if says_completion else "max_tokens"
        self._opener = urllib.request.build_opener(_NoRedirect)

    def ask(self, body: Json, most: int, meter: Meter) -> Json:
        """The `chat.completion` object, whose own use is not counted yet.

        Raises OverLimit, Refused, Failed, and TimeoutError. Whatever may have been charged is
        counted as the dearest outcome, and asked again only where that is within the limits.
        """
        content = json.dumps({**body, "model": self._model, self._limit: most}).encode()
        size, admitted, trouble = len(json.dumps(body).encode()), False, "no answer"
        for attempt in range(_TRIES):
            if meter.seconds_left <= 0:
                break
            if not admitted:
                meter.admit(size, most)
                admitted = True
            try:
                return self._ask(content, meter.seconds_left)
            except _Lost as error:
                meter.count(size, most)
                admitted = False
                trouble, wait = str(error), None
                if error.is_answered:
                    raise Failed(trouble) from None
            except _Transient as error:
                trouble, wait = str(error), error.wait
            if attempt < _TRIES - 1:
                pause = min(_LONGEST_WAIT, 2.0**attempt / 2) if wait is None else wait
                time.sleep(min(pause, meter.seconds_left))
        if meter.seconds_left <= 0:
            raise TimeoutError(trouble)
        raise Failed(trouble)

    def _ask(self, content: bytes, seconds: float) -> Json:
        headers = {"Content-Type": "application/json", "User-Agent": "hgm-agent"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        request = urllib.request.Request(self._url, content, headers)  # noqa: S310 - checked before
        try:
            with self._opener.open(request, timeout=max(1.0, seconds)) as response:
                answer, missing = response.read(_MAX_ANSWER + 1), response.length
            if len(answer) > _MAX_ANSWER:
                raise ValueError(f"an answer of more than {_MAX_ANSWER} bytes")
            if missing:
                raise http.client.IncompleteRead(b"", missing)
            return _checked(json.loads(answer))
        except urllib.error.HTTPError as error:
            with error:
                raise self._meaning(error) from None
        except urllib.error.URLError as error:
            # The question never got there as a whole.
            raise _Transient(f"{self._url}: {self._hide(str(error))}") from None
        except (OSError, http.client.HTTPException) as error:
            raise _Lost(f"{self._url}: {self._hide(str(error))}", is_answered=False) from None
        except (ValueError, RecursionError) as error:
            raise _Lost(f"{self._url}: {self._hide(str(error))}", is_answered=True) from None

    def _meaning(self, error: urllib.error.HTTPError) -> Exception:
        text = self._hide(_message(error))
        if error.code in (401, 403):
            return Failed(f"the key was refused ({error.code}): {text}")
        if error.code in (402, 404) or 300 <= error.code < 400:
            return Failed(f"{self._model} cannot be used there ({error.code}): {text}")
        if "insufficient_quota" in text:
            return Failed(f"the provider wants to be paid: {text}")
        if error.code in _AGAIN or error.code >= 500:
            return _Transient(f"{error.code}: {text}", _wait(error.headers))
        too_long = error.code == 413 or ("context" in text and "length" in text)
        return Refused("context_length_exceeded" if too_long else "invalid_request", text)

    def _hide(self, text: str) -> str:
        return text.replace(self._key, "[hidden]") if self._key else text


class _Transient(Exception):
    def __init__(self, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


class _Lost(Exception):
    """A question that got there, and may have been charged, without an answer that can be read."""

    def __init__(self, message: str, *, is_answered: bool) -> None:
        super().__init__(message)
        self.is_answered = is_answered
        """The next answer would be no better."""


def _checked(answer: Json) -> Json:
    """The answer as an agent may rely on it: one choice, and what was used. Raises ValueError."""
    try:
        choice = answer["choices"][0]
        said = choice["message"]
        calls = [
            {
                "id": str(call.get("id") or f"call_{number}"),
                "type": "function",
                "function": {
                    "name": str(call["function"]["name"]),
                    "arguments": _text(call["function"].get("arguments") or "{}"),
                },
            }
            for number, call in enumerate(said.get("tool_calls") or ())
        ]
        content = said.get("content") or (None if calls else "")
        if not isinstance(content, str | None):
            raise TypeError("its content is no text")
        message: Json = {"role": "assistant", "content": content}
        if calls:
            message["tool_calls"] = calls
        finish = "tool_calls" if calls else str(choice.get("finish_reason") or "stop")
        usage = answer.get("usage") or {}
        used = [usage.get(name) for name in ("prompt_tokens", "completion_tokens")]
        counted = [each if isinstance(each, int) and each >= 0 else None for each in used]
        return {
            "message": message,
            "finish_reason": finish,
            "input": counted[0],
            "output": counted[1],
        }
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise ValueError(f"what came is no chat completion ({error!r})") from error


def _text(arguments: object) -> str:
    return arguments if isinstance(arguments, str) else json.dumps(arguments)


def _message(error: urllib.error.HTTPError) -> str:
    try:
        content = error.read(65536)
    except (OSError, http.client.HTTPException):
        return str(error.reason)
    try:
        said = json.loads(content)["error"]
        return f"{said.get('code') or said.get('type') or ''} {said.get('message') or ''}".strip()
    except (ValueError, KeyError, TypeError, AttributeError):
        return content.decode(errors="replace")[:500] or str(error.reason)


def _wait(headers: Message) -> float | None:
    """Seconds that the provider asks us to wait."""
    try:
        return min(_LONGEST_WAIT, max(0.0, float(headers.get("retry-after", ""))))
    except ValueError:
        return None
