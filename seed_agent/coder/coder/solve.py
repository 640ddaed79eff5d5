"""Repair a repository as the instruction says."""

from coder.client import Model
from coder.conversation import Conversation
from coder.loop import Loop
from coder.shell import Shell
from coder.snapshot import Snapshot
from coder.text import prompt, shorten
from coder.tools import TEXT, Tools, tool

RESERVE, MOST_RESERVED = 0.1, 20
SUBMIT = tool(
    "submit",
    "End the work: everything that was asked for is done and checked.",
    ["summary"],
    summary={**TEXT, "description": "what was wrong, what you changed, and how you checked it"},
)


class FinalCheck:
    """Shows the model its own change once before it may go."""

    def __init__(self, snapshot):
        self._snapshot = snapshot
        self._was_shown = False

    def __call__(self, _):
        """Why the work is not accepted yet, or ""."""
        if self._was_shown:
            return ""
        self._was_shown = True
        diff = self._snapshot.diff()
        return prompt("final_check", diff=shorten(diff)) if diff else prompt("nothing_changed")


def solve(job):
    """0 also where the work was not finished: what was changed counts."""
    repository, seconds = job["repository"], job["seconds"]
    reserve = min(RESERVE * seconds, MOST_RESERVED)
    task = prompt(
        "solve_task",
        repository=repository,
        instruction=job["instruction"],
        seconds=f"{seconds:.0f}",
    )
    check = FinalCheck(Snapshot(repository))
    with Shell(repository) as shell:
        tools = Tools(shell, repository, lambda: loop.seconds_left())
        conversation = Conversation(prompt("solve"), task)
        loop = Loop(job, Model(job["model"]), conversation, tools, SUBMIT, check, reserve=reserve)
        submitted, how = loop.run()
    print(f"The work ended: {how}.", *(submitted or {}).values(), sep="\n")
    return 0
