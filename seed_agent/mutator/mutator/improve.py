"""Self-improvement: find edits that repair what could not be repaired, and make rules of them."""

import ast
import collections
import random
import time
from dataclasses import replace
from pathlib import Path

from mutator import settings
from mutator.code import Module, apply
from mutator.diagnose import diagnose
from mutator.edits import propose
from mutator.evidence import Evidence
from mutator.explore import Explorer, as_edit
from mutator.generalise import rules_from
from mutator.localise import localise
from mutator.patterns import Rule
from mutator.practice import write_exercises
from mutator.repair import rule_edits
from mutator.rewrite import mutate_settings, write_rules, write_setting
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
        self.seconds_to_fix = []
        self.repositories = []
        self.opened = []

    def run(self):
        """Change the source; the notes on what was changed and why."""
        self._learn_from_failures()
        self._learn_from_finds()
        self._adopt()
        self._practise()
        self._reweigh()
        wished = diagnose(self.evidence) if self.rng.random() < settings.DIAGNOSIS else []
        self._give_time()
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
        explorer = Explorer(repository, modules, spectrum.suspicions(), spectrum.failing, self.rng)
        found = explorer.search(tries, self.search_deadline)
        if explorer.seconds_to_fix is not None:
            self.seconds_to_fix.append(explorer.seconds_to_fix)
        return 0 if found is None else self._add("new rule", rules_from(*found[-1]))

    def _add(self, what, rules):
        """Take up one of some rules that all would have made an edit; how many: 1 or 0."""
        rule = self._choose(rules)
        if rule is None:
            return 0
        self.rules.append(rule)
        self.notes.append(f"- {what} `{rule.before!r}` -> `{rule.after!r}`")
        return 1

    def _learn_from_finds(self):
        """Make rules of what exploring found in attempts that were judged right."""
        learnt = 0
        for attempt in self.evidence.attempts:
            for event in attempt.events() if attempt.resolved else ():
                if event.get("event") == "found" and learnt < settings.FINDS_PER_CHILD:
                    rules = [Rule(*each) for each in event["rules"]]
                    known = {(rule.before, rule.after) for rule in self.rules}
                    if not any((rule.before, rule.after) in known for rule in rules):
                        learnt += self._add("from a find", rules)

    def _give_time(self):
        """Let `solve` explore for as long as it took here to mend what it had left unmended.

        In small steps: what exploring takes is lost to other attempts.
        """
        most = max(settings.FIRST_EXPLORE_SECONDS, 4 * settings.EXPLORE_SECONDS)
        longest = min(most, 1.2 * max(self.seconds_to_fix, default=0.0))
        if longest > settings.EXPLORE_SECONDS:
            self.notes.append(
                f"- {write_setting(self.target, 'EXPLORE_SECONDS', round(longest, 2))}"
            )

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
        """Take over rules of earlier children that did not do worse than this agent."""
        own = (1 + self.evidence.resolved) / (2 + self.evidence.resolved + self.evidence.unresolved)
        known = {(rule.before, rule.after) for rule in self.rules}
        offered = []
        for child in self.evidence.children:
            share = (1 + child.resolved) / (2 + child.resolved + child.unresolved)
            for text in child.new_rules() if share >= own else ():
                rule = Rule(*ast.literal_eval(f"({text})"))
                if (rule.before, rule.after) not in known:
                    offered.append(rule)
        self.rng.shuffle(offered)
        for rule in offered[: settings.RULES_ADOPTED]:
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
        edit = as_edit(module, proposal)
        code = edit and repository.compile(module.path, apply(module.source, edit))
        if not code:
            return None
        changed = {module.path: code}
        if count_failing(repository, [changed], passing, seconds=settings.TEST_SECONDS) == [0]:
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
