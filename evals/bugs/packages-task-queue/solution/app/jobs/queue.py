"""A queue of tasks."""

from collections import deque

MAX_TRIES = 3


class Queue:
    """Runs tasks; failed ones go to the end and are tried again."""

    def __init__(self):
        self._tasks = deque()
        self.done = []
        self.dead = []

    def add(self, task):
        """Put a task at the end."""
        self._tasks.append(task)

    def run(self):
        """Run until the queue is empty."""
        while self._tasks:
            task = self._tasks.popleft()
            if task.attempt():
                self.done.append(task.name)
            elif task.tries < MAX_TRIES:
                self._tasks.append(task)
            else:
                self.dead.append(task.name)
