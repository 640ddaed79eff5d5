"""What the gateway answers over HTTP: chat completions, the models and the budget of one job."""

import asyncio
import hmac
from collections.abc import Mapping
from typing import NoReturn

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from engine.models.body import read_chat
from engine.models.completion import write_completion, write_stream
from engine.models.exchange import canonical
from engine.models.prices import NANO
from engine.models.problems import Problem
from engine.models.session import Session


def make_app(*, body_seconds: float) -> Starlette:
    """One application for all jobs: whose call it is stands in the connection's state."""

    async def chat(request: Request) -> Response:
        session = _authorized(request)
        with session.slot():
            content = await _read_body(request, session, body_seconds)
            return await _chat(session, content)

    app = Starlette(
        routes=[
            Route("/v1/chat/completions", chat, methods=["POST"]),
            Route("/v1/models", _models),
            Route("/v1/budget", _budget),
        ],
        exception_handlers={Problem: _refuse, HTTPException: _refuse, Exception: _crash},
    )
    app.router.redirect_slashes = False
    return app


async def _chat(session: Session, content: bytes) -> Response:
    chat = read_chat(content)
    answer = await session.answer(chat)
    id = f"chatcmpl-{session.record.requests}"
    if chat.stream:
        events = write_stream(answer, id, include_usage=chat.includes_usage)
        return Response(events, media_type="text/event-stream")
    return _json(write_completion(answer, id))


async def _models(request: Request) -> Response:
    session = _authorized(request)
    about = {"object": "model", "created": 0, "owned_by": "hgm"}
    models = [{"id": name, **about} for name in (session.role, "default")]
    return _json({"object": "list", "data": models})


async def _budget(request: Request) -> Response:
    session = _authorized(request)
    left = session.left
    content = {
        "requests": left.requests,
        "tokens": left.tokens,
        "dollars": None if left.cost is None else left.cost / NANO,
        "seconds": session.seconds_left,
    }
    return _json(content)


def _json(content: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return Response(canonical(content), status, headers, "application/json")


def _authorized(request: Request) -> Session:
    session = request.state.session
    assert isinstance(session, Session)
    given = request.headers.get("authorization", "").encode()
    if not hmac.compare_digest(given, f"Bearer {session.token}".encode()):
        raise Problem(401, "unauthorized", "Give this job's token: Authorization: Bearer TOKEN.")
    return session


async def _read_body(request: Request, session: Session, seconds: float) -> bytes:
    most = session.caps.request_bytes
    if _declared_length(request) > most:
        _too_large(most)
    content = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for chunk in request.stream():
                content += chunk
                if len(content) > most:
                    _too_large(most)
    except TimeoutError as error:
        raise Problem(408, "slow_body", f"The body took over {seconds:g} seconds.") from error
    except ClientDisconnect as error:
        raise Problem(400, "invalid_request", "The body ended early.") from error
    return bytes(content)


def _declared_length(request: Request) -> int:
    text = request.headers.get("content-length", "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0


def _too_large(most: int) -> NoReturn:
    raise Problem(413, "too_large", f"A body may have {most} bytes.")


async def _refuse(_: Request, error: Exception) -> Response:
    match error:
        case HTTPException(status_code=status):
            code = {404: "not_found", 405: "method_not_allowed"}.get(status, "invalid_request")
            problem = Problem(status, code, error.detail)
        case Problem():
            problem = error
        case _:
            raise error
    # The SDKs ask again by themselves; only for a full house does that help.
    again = "true" if problem.status == 429 else "false"
    headers = {"x-should-retry": again}
    return _json(problem.as_json(), status=problem.status, headers=headers)


async def _crash(request: Request, error: Exception) -> Response:
    request.state.session.crash = error
    problem = Problem(500, "internal", "The gateway failed; the job will be tried again.")
    return _json(problem.as_json(), status=500, headers={"x-should-retry": "false"})
