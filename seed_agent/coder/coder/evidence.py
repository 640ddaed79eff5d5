"""What is known of this agent's work so far, chosen and made short enough to be read at once."""

import json
from pathlib import Path

from coder.text import shorten

MOST_CHARACTERS = 40_000
FAILURES, CHILDREN = 6, 8
INSTRUCTION, PATCH, LOG, STEPS, STEP, NOTES, CHANGE = 1000, 1500, 500, 8, 300, 900, 1200


def digest(folder):
    """The record, how failures ended, the failures worth most, and what earlier children tried, as Markdown."""
    folder = Path(folder)
    try:
        index = json.loads((folder / "evidence.json").read_text("utf-8"))
    except (OSError, ValueError):
        return "There is no evidence yet: this agent was never evaluated."
    failures = [each for each in index["evaluations"] if each["verdict"] == "unresolved"]
    resolved = [each["task"] for each in index["evaluations"] if each["verdict"] == "resolved"]
    parts = [
        f"This agent is number {index['agent']}. It resolved {index['resolved']} tasks and failed {index['unresolved']}.",
        f"Resolved lately, by it or its ancestors: {', '.join(resolved) or 'none'}.",
        _endings(folder, failures),
        *(_child(folder, each) for each in index["children"][:CHILDREN]),
        *(_failure(folder, each) for each in choose(folder, failures, index["agent"])),
    ]
    return _as_many_as_fit(parts)


def choose(folder, failures, agent):
    """The failures to show: the agent's own before its ancestors', and one of each ending before a second."""
    seen, ranked = {}, []
    for position, each in enumerate(failures):
        ending = _ending(folder, each)
        seen[ending] = seen.get(ending, 0) + 1
        ranked.append((each["agent"] != agent, seen[ending], position, each))
    ranked.sort(key=lambda entry: entry[:3])
    return [each for *_, each in ranked[:FAILURES]]


def _ending(folder, evaluation):
    """How an attempt ended: what the agent said of it, and what was seen from outside."""
    last = [{}, *_transcript(folder / evaluation["folder"])][-1]
    how = (
        str(last.get("content")).split(":")[0][:80]
        if last.get("role") == "end"
        else "stopped from outside"
    )
    return f"{how}; {evaluation.get('reason') or 'its patch does not pass the hidden tests'}"


def _endings(folder, failures):
    """Which endings there are, the most frequent first."""
    tasks = {}
    for each in failures:
        tasks.setdefault(_ending(folder, each), []).append(each["task"])
    lines = [f"- {len(names)}: {ending}: {', '.join(names)}" for ending, names in tasks.items()]
    lines.sort(key=lambda line: -int(line[2:].split(":")[0]))
    return "## How the failures ended\n" + ("\n".join(lines) or "(there are none)")


def _failure(folder, evaluation):
    place = folder / evaluation["folder"]
    steps = [_step(each) for each in _transcript(place)]
    return (
        f"## Failed: {evaluation['task']} (agent {evaluation['agent']}; all of it is in {place})\n"
        f"It ended: {_ending(folder, evaluation)}\n"
        f"### Instruction\n{shorten(_read(place / 'instruction.md'), INSTRUCTION)}\n"
        f"### Its patch\n{shorten(_read(place / 'patch.diff'), PATCH) or '(nothing was changed)'}\n"
        f"### The last of its {len(steps)} steps\n"
        + ("\n".join(steps[-STEPS:]) or shorten(_read(place / "log.txt"), LOG))
    )


def _step(step):
    calls = "; ".join(
        f"{call.get('name')} {call.get('arguments')}" for call in step.get("calls", [])
    )
    text = " ".join(f"{step.get('content', '')} {calls}".split())
    return f"- {step.get('role')}: {shorten(text, STEP)}"


def _child(folder, child):
    place = folder / child["folder"]
    if child["outcome"] == "child":
        changed = "; ".join(
            f"{how} {', '.join(child.get(how, [])) or 'none'}" for how in ("gained", "lost")
        )
        came = (
            f"became agent {child['agent']}: {child['resolved']} tasks resolved, {child['unresolved']} failed; "
            f"of the tasks that its parent tried as well: {changed}"
        )
    else:
        came = f"FAILED, no child: {child['reason']} {shorten(_read(place / 'log.txt')[-LOG:], LOG)}".strip()
    return (
        f"## Tried before: {came} (all of it is in {place})\n"
        f"{shorten(_read(place / 'notes.md'), NOTES) or '(no notes)'}\n"
        f"### Its change\n{shorten(_read(place / 'change.diff'), CHANGE) or '(not kept)'}"
    )


def _transcript(place):
    """The steps that can be read; the middle of a long transcript is missing."""
    steps = []
    for line in _read(place / "transcript.jsonl").splitlines():
        try:
            step = json.loads(line)
        except ValueError:
            continue
        if isinstance(step, dict):
            steps.append(step)
    return steps


def _as_many_as_fit(parts):
    chosen, left = [], MOST_CHARACTERS
    for part in parts:
        if len(part) <= left:
            chosen.append(part)
            left -= len(part)
    missing = len(parts) - len(chosen)
    return "\n\n".join([*chosen, *([f"({missing} more are in the folder.)"] if missing else [])])


def _read(path):
    try:
        return path.read_text("utf-8", errors="replace")
    except OSError:
        return ""
