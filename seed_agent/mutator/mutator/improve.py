"""Self-improvement: find edits that repair what could not be repaired, and make rules of them."""

import ast
import collections
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
from mutator.trial import Repository, count_failing


class Improver:
    """One self-modification of the agent whose source is in `target`."""

    def __init__(self, job):
        self.rng = random.Random(job["seed"])
        self.evidence = Evidence(job["evidence"])
        self.target = Path(job["source"])
        start, seconds = time.monotonic(), min(settings.IMPROVE_SECONDS, 0.8 * job["seconds"])
        self.search_deadline = start + settings.SEARCH_SHARE * seconds
        self.deadline = start + seconds
        self.notes = []
        self.rules = list(RULES)
        self.repositories = []
        self.opened = []

    def run(self):
        """Change the source; the notes on what was changed and why."""
        self._learn_from_failures()
        self._adopt()
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
            if learnt >= settings.RULES_PER_CHILD or time.monotonic() > self.search_deadline:
                return
            learnt += self._learn_from(failure.repository, settings.TRIES_PER_FAILURE)

    def _learn_from(self, root, tries):
        """Search one failing repository; 1 if a rule came of it."""
        repository, modules, spectrum = self._open(root)
        if spectrum is None:
            return 0
        suspicions = spectrum.suspicions()
        found = self._search(repository, modules, suspicions, spectrum.failing, tries)
        if found is None:
            return 0
        rule = self._choose(rules_from(*found))
        if rule is None:
            return 0
        self.rules.append(rule)
        self.notes.append(f"- new rule `{rule.before!r}` -> `{rule.after!r}`")
        return 1

    def _open(self, root):
        """(repository, its modules, what its tests run); remembered for practice."""
        repository = Repository(root)
        spectrum = localise(repository, seconds=settings.LOCALISE_SECONDS)
        suspicions = spectrum.suspicions() if spectrum else {}
        paths = sorted({path for path, _ in suspicions}) or repository.targets
        modules = [Module(path, repository.sources[path]) for path in paths]
        lines = suspicions or {(m.path, line): 1 for m in modules for line in m.lines()}
        self.repositories.append((modules, lines))
        self.opened.append(
            (repository, modules, spectrum.passing if spectrum else repository.names())
        )
        return repository, modules, spectrum

    def _search(self, repository, modules, suspicions, failing, tries):
        """(module, old, new) of the smallest edit found that mends a failing test and breaks none, or None."""
        seen, found, complete = set(), [], 0
        for _ in range(tries):
            enough = complete >= settings.FIXES_COMPARED or len(found) >= settings.PARTIAL_FIXES
            if enough or time.monotonic() > self.search_deadline:
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
            complete += left == 0
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
        """Break what works by random edits and learn the ways back, the most frequent first."""
        counts = collections.Counter()
        for repository, modules, passing in self._material():
            for _ in range(settings.PRACTICE):
                if time.monotonic() > self.deadline:
                    break
                rule = self._way_back(repository, self.rng.choice(modules), passing)
                if rule is not None:
                    counts[rule] += 1
        for rule, _ in counts.most_common(settings.RULES_PRACTISED):
            self.rules.append(rule)
            self.notes.append(f"- from practice `{rule.before!r}` -> `{rule.after!r}`")

    def _material(self):
        """(repository, modules, passing tests) to practise on: what failed, and the own exercises."""
        for root in write_exercises(self.rng):
            self._open(root)
        material = list(self.opened)
        self.rng.shuffle(material)
        return material[: settings.REPOSITORIES_PRACTISED]

    def _way_back(self, repository, module, passing):
        """The rule that undoes a random edit after which a test fails that passed; None for others."""
        lines = {(module.path, line): 1 for line in module.lines()}
        proposal = propose(module, lines, self.rng)
        edit = _as_edit(module, proposal)
        code = edit and repository.compile(module.path, apply(module.source, edit))
        if not code:
            return None
        changed = {module.path: code}
        if count_failing(repository, changed, passing, seconds=settings.TEST_SECONDS) == 0:
            return None
        old, new = proposal
        return self._choose(rules_from(_Alone(), new, old))

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
