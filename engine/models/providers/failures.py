"""What providers' errors mean: who is at fault, and whether asking again may help."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from engine.models.upstream import ProviderFailed, Refused

_AGAIN = {408, 409, 425, 429}
_AGAIN_TYPES = {
    "api_error",
    "overloaded_error",
    "rate_limit_error",
    "server_error",
    "timeout_error",
}
_EMPTY_PURSE = {"insufficient_quota", "billing_hard_limit_reached", "billing_error"}
_TOO_LONG = re.compile(
    r"context.?length|context window|maximum context|prompt is too long|too many tokens", re.I
)
_UNSENT = {"ConnectError", "ConnectTimeout", "PoolTimeout", "WriteError", "WriteTimeout"}
_FILTERED = re.compile(r"content.?(filter|policy|management)", re.I)


class Transient(ProviderFailed):
    """Trouble that may be over soon."""

    def __init__(self, message: str, *, after: float | None = None, lost: bool = False) -> None:
        super().__init__(message)
        self.after = after
        """Seconds that the provider asked us to wait."""
        self.lost = lost
        """Whether an answer began, or may have, that the provider may charge for."""


@dataclass(frozen=True, slots=True)
class Provider:
    """Whose model is asked, in the words of error messages."""

    name: str
    model: str
    key: str
    """The environment variable that holds the key."""


@contextmanager
def provider_trouble(provider: Provider) -> Iterator[None]:
    """Turn what an SDK raises into Refused, Transient or ProviderFailed.

    Both SDKs were generated alike: their errors have the same attributes.
    """
    import httpx2

    try:
        yield
    except (ProviderFailed, Refused):
        raise
    except httpx2.HTTPError as error:
        told = f"{provider.name} broke off: {type(error).__name__}."
        raise Transient(told, lost=True) from error
    except ValueError as error:
        told = f"{provider.name} said what is no answer: {type(error).__name__}."
        raise Transient(told, lost=True) from error
    except Exception as error:
        if not _is_of_an_sdk(error):
            raise
        raise _meaning(error, provider) from error


def _is_of_an_sdk(error: Exception) -> bool:
    return type(error).__module__.partition(".")[0] in ("openai", "anthropic")


def _meaning(error: Any, provider: Provider) -> Exception:
    status: int = getattr(error, "status_code", None) or 0
    kind, code, text = _said(error)
    told = f"{provider.name} ({status or kind or type(error).__name__}): {text[:500]}"
    if configuration := _is_ours_to_mend(status, {kind, code}, text, provider):
        return ProviderFailed(configuration)
    if status in _AGAIN or status >= 500 or (status < 400 and kind in _AGAIN_TYPES):
        return Transient(told, after=_retry_after(getattr(error, "response", None)))
    if status >= 400 or kind == "invalid_request_error":
        return Refused(told, code=_word(status, {kind, code}, text))
    return Transient(told, lost=_was_sent(error))


def _was_sent(error: Exception) -> bool:
    """Whether the provider had the question when the connection broke: who knows what it did."""
    cause = error.__cause__
    return cause is not None and type(cause).__name__ not in _UNSENT


def _is_ours_to_mend(status: int, words: set[str], text: str, provider: Provider) -> str:
    """What the user must set right, or ""."""
    name = provider.name
    if words & _EMPTY_PURSE or status == 402 or "credit balance" in text:
        return f"{name} wants to be paid: {text[:300]}"
    if status in (401, 403):
        return f"{name} refused the key in {provider.key} ({status})."
    if status == 404:
        return f"{name} knows no model {provider.model!r} at this address (404)."
    return ""


def _word(status: int, words: set[str], text: str) -> str:
    """Why a request was refused, for programs."""
    if "context_length_exceeded" in words or _TOO_LONG.search(text) or status == 413:
        return "context_length_exceeded"
    filtered = any(map(_FILTERED.search, words))
    return "content_filter" if filtered else "invalid_request"


def _said(error: Any) -> tuple[str, str, str]:
    """(type, code, message) of the error object in the body, as far as there is one."""
    body = getattr(error, "body", None)
    if isinstance(body, Mapping) and isinstance(body.get("error"), Mapping):
        body = body["error"]
    said = body if isinstance(body, Mapping) else {}
    text = str(said.get("message") or getattr(error, "message", "") or error)
    return str(said.get("type") or ""), str(said.get("code") or ""), text


def _retry_after(response: Any) -> float | None:
    headers = getattr(response, "headers", {})
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        text = headers.get(name, "")
        try:
            return max(0.0, float(text) * unit)
        except ValueError:
            pass
        try:
            moment = parsedate_to_datetime(text)
        except ValueError:
            continue
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return max(0.0, (aware - datetime.now(UTC)).total_seconds())
    return None
