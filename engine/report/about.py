"""What was run, how it stands, and how sure its result is, in words."""

from collections.abc import Iterator

from engine.cli.text import ESTIMATED, amount, share, spent_of, standing
from engine.report.facts import Facts
from engine.report.html import Content, Html, tag
from engine.sealed import SIGNIFICANT
from engine.statistics import Paired


def title(facts: Facts) -> str:
    """What the page is called."""
    return f"hgm report: {facts.name}"


def several(number: int, noun: str, plural: str = "") -> str:
    """A number of things."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def rows(lines: list[tuple[str, Content]]) -> Html:
    """A table of names and values."""
    found = tag("table", *(tag("tr", tag("th", name), tag("td", text)) for name, text in lines))
    return tag("div", found, class_="wide")


def table(head: list[str], lines: list[list[Content]]) -> Html:
    """A table with a head; all but its first column are set as numbers."""
    found = tag(
        "table",
        tag("thead", tag("tr", *(tag("th", each) for each in head))),
        tag("tbody", *(tag("tr", *(tag("td", each) for each in line)) for line in lines)),
        class_="figures",
    )
    return tag("div", found, class_="wide")


def headline(facts: Facts) -> Html:
    """The answer first."""
    best, lineage = facts.best, facts.lineage
    say = standing(facts.belief, lineage, best)
    if best:
        depth = several(int(lineage.depth[best]), "self-modification")
        answer = f"Best agent: {best}, {depth} from the root."
    else:
        answer = "Best agent: the root. Nothing is known to beat it."
    return tag(
        "header",
        tag("h1", title(facts)),
        tag("p", _state(facts), class_="state"),
        tag("p", tag("strong", answer), f" Search tasks: {say}. ", _verdict(facts)),
        tag("p", ESTIMATED, class_="note") if facts.belief.modelled else "",
    )


def _state(facts: Facts) -> str:
    spent = spent_of(facts.spent, facts.caps)
    if facts.is_running:
        return f"This run is not finished: it was running when this page was written ({spent})."
    if facts.open_jobs or not (_is_spent(facts) or facts.sealed.best.total):
        return f"This run is not finished, or stopped before its sealed comparison ({spent})."
    return f"{spent} spent."


def _is_spent(facts: Facts) -> bool:
    return any(facts.spent.of(cap.resource) >= cap.amount for cap in facts.caps)


def _verdict(facts: Facts) -> str:
    if facts.sealed.comparison.paired is None:
        return "It was not compared with the root on sealed tasks." if facts.best else ""
    return facts.sealed.comparison.sentence


def what_was_run(facts: Facts) -> Html:
    """Configuration, seeds, models, versions."""
    asked, lineage, spent = facts.record.configuration, facts.lineage, facts.spent
    failed = int(lineage.failed.sum())
    lines: list[tuple[str, Content]] = [
        ("policy", f"{asked.policy}, alpha {asked.alpha:g}, seed {asked.seed}"),
        ("seed agent", asked.seed_agent),
        ("benchmark", f"{asked.benchmark}, {len(lineage.tasks)} search tasks"),
        *((f"model to {role}", model) for role, model in sorted(asked.models.items())),
        *((f"price to {role}", str(each)) for role, each in sorted(facts.record.prices.items())),
        ("began", f"{facts.began:%Y-%m-%d %H:%M} UTC"),
        ("spent", ", ".join(f"{amount(spent, cap.resource)} of {cap}" for cap in facts.caps)),
        ("agents", f"{len(lineage):,}, the deepest {lineage.depth.max()} from the root"),
        ("expansions", f"{spent.expansions:,}, of which {failed:,} failed"),
        ("evaluations", f"{spent.evaluations:,}"),
        ("hgm-engine", facts.record.engine_version),
        ("benchmark's fingerprint", facts.record.benchmark_fingerprint),
    ]
    dumped = [(key, str(value)) for key, value in asked.model_dump(mode="json").items()]
    return tag(
        "section",
        tag("h2", "What was run"),
        rows(lines),
        tag("details", tag("summary", "Every key of the configuration"), rows(list(dumped))),
        id="run",
    )


def sealed(facts: Facts) -> Html:
    """The comparison that counts."""
    return tag(
        "section",
        tag("h2", "Is the best agent better than the root?"),
        *_about_sealed(facts),
        id="sealed",
    )


def _about_sealed(facts: Facts) -> Iterator[Html]:
    paired, best = facts.sealed.comparison.paired, facts.best
    if paired is None:
        yield tag("p", _nothing_compared(facts))
        return
    yield tag("p", tag("strong", facts.sealed.comparison.sentence))
    yield tag(
        "p",
        f"Both agents attempted the same {several(paired.tasks, 'task')}. None of them guided the "
        "search: no choice of a parent, of a task or of the best agent saw them, and no agent was "
        f"shown how one of them went. Of those it has a verdict on, the root resolved "
        f"{share(facts.sealed.root)}, agent {best} {share(facts.sealed.best)}.",
    )
    yield _interval(paired, best)
    yield table(
        ["", f"agent {best} resolved", f"agent {best} did not"],
        [
            ["root resolved", paired.both, paired.only_a],
            ["root did not", paired.only_b, paired.neither],
        ],
    )
    yield tag("p", _reading(paired, best))
    yield tag("ul", *(tag("li", each) for each in _doubts(facts, paired)))


def _nothing_compared(facts: Facts) -> str:
    if facts.best == 0:
        return (
            "The best agent is the root itself, so there is nothing to compare. On sealed tasks "
            f"it resolved {share(facts.sealed.root)}."
        )
    return (
        f"Nothing is known about this: agent {facts.best} and the root share no sealed task with a "
        "verdict. Its record on the search tasks is no proof, because it was chosen for that "
        "record among many agents."
    )


def _reading(paired: Paired, best: int) -> str:
    only = paired.only_a + paired.only_b
    if not only:
        return "Both did the same on every task, so the test has nothing to go by: p = 1."
    return (
        f"Only the {several(only, 'task')} on which the two differ can tell them apart: agent "
        f"{best} won {paired.only_b} of them and the root {paired.only_a}. Were both equally good, "
        "each of these would be a toss of a coin, and a split at least as uneven, either way, "
        f"would have a probability of {paired.p_value:.2g}. That is the exact McNemar test "
        "(two-sided, no approximation). The interval of the difference is Newcombe's for paired "
        "shares (1998, method 10)."
    )


def _doubts(facts: Facts, paired: Paired) -> Iterator[str]:
    """What a sceptic would ask."""
    if paired.p_value >= SIGNIFICANT:
        yield (
            f"p is not below {SIGNIFICANT}: from this run alone nobody should claim a difference. "
            "That is no proof that there is none; the interval says what remains possible."
        )
    if facts.sealed.others:
        yield (
            f"On sealed tasks {several(len(facts.sealed.others), 'other agent')} can be compared "
            "as well. Whoever picks among agents by those results has to correct for it."
        )
    else:
        yield "One comparison was planned, of one agent with one other, so p needs no correction."
    missing = max(facts.sealed.root.total, facts.sealed.best.total) - paired.tasks
    if missing:
        yield f"Left out: {several(missing, 'task')} on which only one of the two has a verdict."
    yield (
        "The interval is about other tasks of this kind. It says nothing of another benchmark, and "
        "nothing of how another run with another seed would have ended."
    )
    if flagged := int(facts.lineage.flagged[facts.best]):
        yield (
            f"On agent {facts.best} {several(flagged, 'evaluation')} met a flag: "
            "its patch touched what decides how tests run. Such changes are left out "
            "before grading."
        )


def _interval(paired: Paired, best: int) -> Html:
    """The difference and its interval on a line from -100 to +100 points."""

    def at(share: float) -> float:
        return 240 + 220 * share

    ends = ((-1.0, "-100"), (-0.5, "-50"), (0.0, "0"), (0.5, "+50"), (1.0, "+100"))
    return tag(
        "svg",
        tag("line", x1=20, x2=460, y1=30, y2=30, class_="grid"),
        tag("line", x1=240, x2=240, y1=8, y2=40, class_="zero"),
        *(tag("text", text, x=at(end), y=56, text_anchor="middle") for end, text in ends),
        tag("rect", x=at(paired.low), y=24, width=220 * (paired.high - paired.low), height=12,
            class_="band first", rx=3),
        tag("circle", cx=at(paired.difference), cy=30, r=6, class_="dot first"),
        tag("text", f"points by which agent {best} resolves more than the root", x=240, y=74,
            text_anchor="middle", class_="name"),
        class_="chart interval", viewBox="0 0 480 80", role="img",
        aria_label=f"Difference {100 * paired.difference:+.0f} points, interval "
        f"{100 * paired.low:+.0f} to {100 * paired.high:+.0f}",
    )  # fmt: skip
