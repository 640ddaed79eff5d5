"""Self-improvement: find edits that repair what could not be repaired, and make rules of them."""

import ast
import random
import time
from dataclasses import replace
from pathlib import Path

from mutator import settings
from mutator.code import Module, apply, size
from mutator.diagnose import diagnose
from mutator.edits import propose
from mutator.evidence import Evidence
from mutator.generalise import rules_from
from mutator.localise import localise
from mutator.patterns import Rule
from mutator.practice import write_exercises
from mutator.repair import rule_edits
from mutator.rewrite import mutate_settings, write_rules
from mutator.rules import RULES
from mutator.trial import Repository, count_failing, passes


class Improver:
    """One self-modification of the agent whose source is in `target`."""

    def __init__(self, job):
        self.rng = random.Random(job["seed"])
        self.evidence = Evidence(job["evidence"])
        self.target = Path(job["source"])
        self.deadline = time.monotonic() + min(settings.IMPROVE_SECONDS, 0.8 * job["seconds"])
        self.notes = []
        self.rules = list(RULES)
        self.repositories = []

    def run(self):
        """Change the source; the notes on what was changed and why."""
        self._learn_from_failures()
        self._adopt()
        if len(self.rules) == len(RULES):
            self._practise()
        self._reweigh()
        wished = diagnose(self.evidence) if self.rng.random() < settings.DIAGNOSIS else []
        changed = mutate_settings(self.target, self.rng, wished, count=settings.SETTINGS_CHANGED)
        self.notes += [f"- {line}" for line in changed]
        write_rules(self.target, self.rules)
        return "\n".join(["# What changed", "", *self.notes, ""])

    # -- new rules

    def _learn_from_failures(self):
        failures = self.evidence.failures()
        self.rng.shuffle(failures)
        learnt = 0
        for failure in failures[: settings.FAILURES]:
            if learnt >= settings.RULES_PER_CHILD or time.monotonic() > self.deadline:
                return
            learnt += self._learn_from(failure.repository, settings.TRIES_PER_FAILURE)

    def _learn_from(self, root, tries):
        """Search one failing repository; 1 if a rule came of it."""
        repository = Repository(root)
        spectrum = localise(repository, seconds=settings.LOCALISE_SECONDS)
        if spectrum is None:
            return 0
        suspicions = spectrum.suspicions()
        modules = [
            Module(path, repository.sources[path]) for path in sorted({p for p, _ in suspicions})
        ]
        self.repositories.append((modules, suspicions))
        found = self._search(repository, modules, suspicions, spectrum.failing, tries)
        if found is None:
            return 0
        rule = self._choose(rules_from(*found))
        if rule is None:
            return 0
        self.rules.append(rule)
        self.notes.append(f"- new rule `{rule.before!r}` -> `{rule.after!r}`")
        return 1

    def _search(self, repository, modules, suspicions, failing, tries):
        """(module, old, new) of the smallest edit found that mends a failing test and breaks none, or None."""
        seen, found = set(), []
        for _ in range(tries):
            if time.monotonic() > self.deadline or len(found) >= settings.FIXES_COMPARED:
                break
            module = self.rng.choice(modules)
            proposal = propose(module, suspicions, self.rng)
            edit = _as_edit(module, proposal)
            if edit is None or edit in seen:
                continue
            seen.add(edit)
            source = apply(module.source, edit)
            code = repository.compile(module.path, source)
            if code is None:
                continue
            left = count_failing(
                repository, {module.path: code}, failing, seconds=settings.TEST_SECONDS
            )
            if left < len(failing):
                found.append((left, size(module, edit), len(found), (module, *proposal)))
        return min(found)[3] if found else None

    def _choose(self, rules):
        """The most general rule that is cheap enough on what was seen; the cheapest if none is."""
        known = {(rule.before, rule.after) for rule in self.rules}
        costs = [
            (self._cost(rule), rule) for rule in rules if (rule.before, rule.after) not in known
        ]
        affordable = [each for each in costs if each[0] <= settings.CANDIDATES_A_RULE_MAY_COST]
        if affordable:
            return affordable[0][1]
        return min(costs, key=lambda each: each[0])[1] if costs else None

    def _cost(self, rule):
        """Candidates per repository."""
        counts = [
            sum(1 for _ in rule_edits(rule, {m.path: m for m in modules}, lines, 200))
            for modules, lines in self.repositories[-6:]
        ]
        return sum(counts) / max(1, len(counts))

    def _adopt(self):
        """Take over a rule of an earlier child that did not do worse than this agent."""
        own = (1 + self.evidence.resolved) / (2 + self.evidence.resolved + self.evidence.unresolved)
        known = {(rule.before, rule.after) for rule in self.rules}
        for child in self.evidence.children:
            share = (1 + child.resolved) / (2 + child.resolved + child.unresolved)
            for text in child.new_rules() if share >= own else ():
                rule = Rule(*ast.literal_eval(f"({text})"))
                is_new = (rule.before, rule.after) not in known
                if is_new and self.rng.random() < settings.ADOPTION:
                    known.add((rule.before, rule.after))
                    self.rules.append(replace(rule, weight=1.0))
                    self.notes.append(f"- adopted `{rule.before!r}` -> `{rule.after!r}`")

    def _practise(self):
        """Without a failure to learn from: break an exercise by a random edit and learn the way back."""
        for root in write_exercises(self.rng):
            repository = Repository(root)
            for path in repository.targets:
                if self._practise_on(repository, Module(path, repository.sources[path])):
                    return

    def _practise_on(self, repository, module):
        lines = {(module.path, line): 1 for line in range(1, module.source.count(b"\n") + 2)}
        for _ in range(settings.PRACTICE):
            proposal = propose(module, lines, self.rng)
            edit = _as_edit(module, proposal)
            if edit is None or time.monotonic() > self.deadline:
                continue
            code = repository.compile(module.path, apply(module.source, edit))
            if code is not None and self._breaks(repository, module.path, code):
                old, new = proposal
                self.repositories.append(([module], lines))
                rule = self._choose(rules_from(_Alone(), new, old))
                if rule is not None:
                    self.rules.append(rule)
                    self.notes.append(f"- from practice `{rule.before!r}` -> `{rule.after!r}`")
                    return True
        return False

    def _breaks(self, repository, path, code):
        def work():
            repository.load({path: code})
            return all(passes(test) for test in repository.suite().values())

        return not repository.run(work, seconds=settings.TEST_SECONDS)

    # -- what is known already

    def _reweigh(self):
        """Rules whose patches were right are tried earlier, rules whose patches were wrong later or never."""
        for index, rule in enumerate(self.rules):
            right, wrong = self._record(rule)
            if right or wrong:
                weight = (1 + right) / (1 + wrong)
                self.rules[index] = replace(rule, weight=round(min(4.0, max(0.1, weight)), 2))
        self.rules = [
            rule for rule in self.rules if rule.weight > settings.DROPPED_BELOW
        ] or self.rules

    def _record(self, rule):
        """How many patches of a rule were right and how many wrong, among the attempts shown."""
        right = wrong = 0
        for attempt in self.evidence.attempts:
            for event in attempt.events():
                if event.get("event") == "edit" and tuple(event["rule"]) == (
                    rule.before,
                    rule.after,
                ):
                    right += attempt.resolved
                    wrong += not attempt.resolved
        return right, wrong


class _Alone:
    """A module of which nothing is known."""

    def __init__(self):
        self.parents = {}


def _as_edit(module, proposal):
    if proposal is None:
        return None
    old, new = proposal
    try:
        if isinstance(old, list):
            return module.replace_statements(old, new)
        return module.replace_expression(old, new)
    except (AttributeError, ValueError, TypeError, RecursionError):
        return None
