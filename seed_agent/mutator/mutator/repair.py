"""Repair: candidates from rules at suspicious places, tried until the tests pass."""

import random
import time

from mutator import settings
from mutator.code import Module, apply
from mutator.explore import Explorer, as_edit
from mutator.generalise import rules_from
from mutator.localise import localise
from mutator.patterns import fillings, match, parse
from mutator.priority import priority
from mutator.rules import RULES
from mutator.trial import Repository, count_failing


class Repair:
    """One attempt at one repository."""

    def __init__(self, root, seconds, say):
        self.repository = Repository(root)
        self.deadline = time.monotonic() + seconds
        self.say = say
        self.changed = {}
        self.codes = {}

    def run(self):
        """The changed files, by path; empty where nothing was found."""
        spectrum = localise(self.repository, seconds=settings.LOCALISE_SECONDS)
        if spectrum is None:
            self.say(event="nothing fails")
            return {}
        suspicions = spectrum.suspicions()
        self.say(event="localised", failing=len(spectrum.failing), lines=len(suspicions))
        failing = len(spectrum.failing)
        for _ in range(settings.EDITS):
            left = self._improve(suspicions, spectrum.failing, failing)
            if left == 0:
                return self.changed
            if left == failing:
                break
            failing = left
        return self._explore(suspicions, spectrum.failing)

    def _improve(self, suspicions, tests, failing):
        """Take the first edit after which no test fails, or else the best one; how many still do."""
        modules = self._modules(suspicions)
        found = candidates(modules, suspicions, RULES)[: settings.CANDIDATES]
        best = None
        for start in range(0, len(found), settings.BATCH):
            if time.monotonic() > self.deadline:
                break
            batch = self._compiled(modules, found[start : start + settings.BATCH])
            changes = [{**self.codes, edit.path: code} for _, edit, _, code in batch]
            counts = count_failing(self.repository, changes, tests, seconds=settings.TEST_SECONDS)
            for left, candidate in zip(counts, batch):
                if left < (best[0] if best else failing):
                    best = left, start, *candidate
            if best and best[0] == 0:
                break
        ended = "out of time" if time.monotonic() > self.deadline else "nothing found"
        if best is None or (best[0] and settings.EDITS == 1):
            closest = best[0] if best else failing
            self.say(event=ended, tried=len(found), closest=closest, failing=failing)
            return failing
        self._take(*best)
        return best[0]

    def _compiled(self, modules, found):
        """(index of the rule, edit, source, code) of the candidates that are Python."""
        compiled = []
        for index, edit in found:
            source = apply(modules[edit.path].source, edit)
            code = self.repository.compile(edit.path, source)
            if code is not None:
                compiled.append((index, edit, source, code))
        return compiled

    def _explore(self, suspicions, failing):
        """The changed files after a random edit that mends everything, where there is time to look for one."""
        deadline = time.monotonic() + settings.EXPLORE_SECONDS
        modules = list(self._modules(suspicions).values())
        explorer = Explorer(self.repository, modules, suspicions, failing, random.Random(0))
        found = explorer.search(10**6, min(deadline, self.deadline))
        if found is None or found[0]:
            late = time.monotonic() > self.deadline
            self.say(event="out of time" if late else "explored in vain", tried=explorer.tried)
            return {}
        module, old, new = found[-1]
        edit = as_edit(module, (old, new))
        self.say(
            event="found", line=edit.line, text=edit.text, path=edit.path,
            rules=[[rule.before, rule.after] for rule in rules_from(module, old, new)],
        )  # fmt: skip
        return {edit.path: apply(module.source, edit)}

    def _take(self, left, number, index, edit, source, code):
        self.changed[edit.path], self.codes[edit.path] = source, code
        self.say(
            event="edit", rule=[RULES[index].before, RULES[index].after], line=edit.line,
            text=edit.text, path=edit.path, tried=number + 1, left=left,
        )  # fmt: skip

    def _modules(self, suspicions):
        modules = {}
        for path in sorted({path for path, _ in suspicions}):
            source = self.changed.get(path, self.repository.sources[path])
            modules[path] = Module(path, source)
        return modules


def candidates(modules, suspicions, rules):
    """(index of the rule, edit) for every way to apply a rule to a suspicious line, the best first."""
    found = []
    for index, rule in enumerate(rules):
        edits = list(rule_edits(rule, modules, suspicions, settings.CANDIDATES_PER_RULE))
        for edit in edits:
            suspicious = suspicions.get((edit.path, edit.line), 0)
            found.append((-priority(suspicious, rule.weight, len(edits)), len(found), index, edit))
    found.sort(key=lambda each: each[:2])
    seen, order = set(), []
    for _, _, index, edit in found:
        if edit not in seen:
            seen.add(edit)
            order.append((index, edit))
    return order


def rule_edits(rule, modules, suspicions, limit):
    """The edits that a rule allows on suspicious lines, the most suspicious first, at most `limit`."""
    before, after = parse(rule.before), parse(rule.after)
    count = 0
    for _, module, node, replace in _places(before, modules, suspicions):
        bound = {}
        if not match(before, node, bound):
            continue
        first = node[0] if isinstance(node, list) else node
        for new in fillings(after, bound, module.scope(first), settings.FILLINGS):
            if count >= limit:
                return
            count += 1
            yield replace(node, new)


def _places(before, modules, suspicions):
    """(-suspicion, module, node, how to replace it) for every place of the pattern's kind."""
    places = statement_places if isinstance(before, list) else expression_places
    found = []
    for path, module in modules.items():
        for node, replace in places(module, before):
            line = module.line(node[0] if isinstance(node, list) else node)
            if (path, line) in suspicions:
                found.append((-suspicions[path, line], module, node, replace))
    found.sort(key=lambda each: each[0])
    return found


def expression_places(module, before):
    """Every expression, and how to replace it."""
    for node in module.expressions:
        yield node, module.replace_expression


def statement_places(module, before):
    """Every run of as many statements as the pattern has, and how to replace it."""

    def replace(old, new):
        return module.replace_statements(old, new if isinstance(new, list) else [new])

    for block in module.blocks:
        for start in range(len(block) - len(before) + 1):
            yield block[start : start + len(before)], replace
