"""What tests leave as their verdict."""

import json
import math
from collections.abc import Callable, Mapping

from sandbox.interface import Sandbox, UnsafeContent

VERIFIER = "/logs/verifier"
_MAX_BYTES = 65536


def read_reward(sandbox: Sandbox) -> tuple[float | None, str]:
    """The reward and what the file said: `reward.json` if it is there, else `reward.txt`.

    None where there is none, or none that is a finite number.
    """
    for name, parse in _PARSERS.items():
        try:
            text = sandbox.read_file(f"{VERIFIER}/{name}", max_bytes=_MAX_BYTES).decode().strip()
            reward = parse(text)
        except FileNotFoundError:
            continue
        except (ValueError, ArithmeticError, RecursionError, UnsafeContent) as error:
            return None, f"{name} is no reward: {error}"
        if not math.isfinite(reward):
            return None, f"{name} is no reward: {text}"
        return reward, f"{name}: {text}"
    return None, f"Neither {' nor '.join(_PARSERS)} is in {VERIFIER}."


def _parse_json(text: str) -> float:
    """A flat object of numbers: its `reward`, else the least of them.

    Harbor has no single reward where there are several and none of that name. The least reaches a
    threshold only where all do.
    """
    rewards = json.loads(text)
    if not isinstance(rewards, dict) or not rewards:
        raise ValueError("it is no object of numbers")
    for value in rewards.values():
        if not isinstance(value, int | float) or not math.isfinite(value):
            raise ValueError(f"it holds {value!r}")
    return float(rewards["reward"] if "reward" in rewards else min(rewards.values()))


_PARSERS: Mapping[str, Callable[[str], float]] = {"reward.json": _parse_json, "reward.txt": float}
REWARD_FILES = tuple(_PARSERS)
