"""Search without rules: random edits from the grammar, judged by the tests."""

import time

from mutator import settings
from mutator.code import apply, size
from mutator.edits import propose
from mutator.trial import count_failing


class Explorer:
    """One search of a repository with failing tests."""

    def __init__(self, repository, modules, suspicions, failing, rng):
        self.repository = repository
        self.modules = modules
        self.suspicions = suspicions
        self.failing = failing
        self.rng = rng
        self.tried = 0
        self._seen = set()
        self.seconds_to_fix = None
        """Until the first edit that mended everything."""

    def search(self, tries, deadline):
        """(tests left, size, number, (module, old, new)) of the best edit found that mends a
        failing test and breaks none, the smallest of the best; or None."""
        found, complete, start = [], 0, time.monotonic()
        while self.tried < tries and time.monotonic() < deadline:
            batch = self._draw()
            codes = [{module.path: code} for module, _, _, code in batch]
            counts = count_failing(
                self.repository, codes, self.failing, seconds=settings.TEST_SECONDS
            )
            self.tried += settings.BATCH
            for left, (module, proposal, edit, _) in zip(counts, batch):
                complete += left == 0
                if left < len(self.failing):
                    found.append((left, size(module, edit), len(found), (module, *proposal)))
            if complete and self.seconds_to_fix is None:
                self.seconds_to_fix = time.monotonic() - start
            if complete >= settings.FIXES_COMPARED or len(found) >= settings.PARTIAL_FIXES:
                break
        return min(found, key=lambda each: each[:3]) if found else None

    def _draw(self):
        """New edits: (module, proposal, edit, code)."""
        drawn = []
        for _ in range(settings.BATCH):
            module = self.rng.choice(self.modules)
            proposal = propose(module, self.suspicions, self.rng)
            edit = as_edit(module, proposal)
            if edit is None or edit in self._seen:
                continue
            self._seen.add(edit)
            code = self.repository.compile(module.path, apply(module.source, edit))
            if code is not None:
                drawn.append((module, proposal, edit, code))
        return drawn


def as_edit(module, proposal):
    """The edit that a proposal of the grammar means, or None where it cannot be written."""
    if proposal is None:
        return None
    old, new = proposal
    try:
        if isinstance(old, list):
            return module.replace_statements(old, new)
        return module.replace_expression(old, new)
    except (AttributeError, ValueError, TypeError, RecursionError):
        return None
