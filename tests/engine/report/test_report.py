"""The report: what it says of runs of every kind, and that nothing in it is more than text."""

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from chromium import browser
from commands import hgm
from recorded import Recorder, small_run

from archive.store import Archive
from archive.values import Verdict
from engine.bench.synthetic import make_archive
from engine.diversity import measure
from engine.foresight import foresight
from engine.novelty import novelties
from engine.report import facts as facts_of_report
from engine.report.facts import gather
from engine.report.html import markup, tag, visible
from engine.report.page import report, write_report
from engine.run_record import policy_of, read_record

HOSTILE = (
    "</script><script>fetch('http://127.0.0.1:9/a')</script>",
    "<img src=http://127.0.0.1:9/b onerror=alert(1)>",
    "\"><svg onload=alert(1)>' onmouseover='alert(1)",
    "</style></title></textarea>--><iframe src=http://127.0.0.1:9/c></iframe>",
    "]]> \u202e\u2066\x00\x1b[2J{{7*7}} \\u003c/script>",
)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_run(tmp_path_factory.mktemp("report") / "run")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run in which every text that anybody but us writes is an attack."""
    folder = tmp_path_factory.mktemp("hostile") / "run"
    everything = "\n".join(HOSTILE)
    # Archives keep file names and JSON; only NUL never gets into git's paths.
    recorder = Recorder(folder, HOSTILE, benchmark=HOSTILE[1], seed_agent=HOSTILE[2])
    for text in HOSTILE:
        child = recorder.child(0, text=everything, notes=everything)
        recorder.failure(child, text)
        for task in HOSTILE:
            recorder.verdict(child, task, Verdict.RESOLVED, flags=(text,))
        recorder.verdict(0, text, Verdict.ERROR, reason=text)
    recorder.archive.close()
    return folder


def page_of(folder: Path) -> str:
    with Archive.open(folder) as archive:
        return report(gather(archive))


def words_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", "", page.split("<body>")[1]).split())


class Elements(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_a_sceptic_reads_counts_interval_and_exact_p(run: Path) -> None:
    said = words_of(page_of(run))
    assert "Agent 1 is better than agent 0 by 88 points" in said
    assert "exact McNemar p = 0.016, 8 tasks" in said
    assert "agent 1 won 7 of them and the root 0" in said
    assert "would have a probability of 0.016" in said
    assert "0/8 0% (0-34)" in said
    assert "One comparison was planned" in said


def test_everything_that_was_run_spent_and_met_is_there(run: Path) -> None:
    said = words_of(page_of(run))
    for words in (
        "tree-rasch, alpha 0.75, seed 0", "9 of 8 evals", "1.2.3", "fingerprint",
        "sealed evaluations", "solve with maker/model", "$0.40", "the self-test failed",
        "the machine is out of space", "Best agent: 1, 1 self-modification from the root",
    ):  # fmt: skip
        assert words in said, words


def test_an_unfinished_run_without_a_comparison_claims_nothing(tmp_path: Path) -> None:
    folder = small_run(tmp_path / "run", sealed=False, seed=3)
    said = words_of(page_of(folder))
    assert "It was not compared with the root on sealed tasks." in said
    assert "Nothing is known about this" in said
    assert "McNemar" not in said
    bare = Recorder(tmp_path / "bare", ["a"], budget=("5 evals",))
    said = words_of(page_of(tmp_path / "bare"))
    assert "was running when this page was written (0 of 5 evals)" in said
    bare.archive.close()
    assert "stopped before its sealed comparison (0 of 5 evals)" in words_of(
        page_of(tmp_path / "bare")
    )


def test_others_who_were_tried_on_sealed_tasks_are_not_passed_over(tmp_path: Path) -> None:
    folder = small_run(tmp_path / "run")
    with Archive.open(folder, write=True) as archive:
        recorder = Recorder.__new__(Recorder)
        recorder.archive = archive
        other = recorder.child(0)
        recorder.verdict(other, "sealed-0", Verdict.UNRESOLVED, sealed=True)
        recorder.verdict(0, "sealed-8", Verdict.RESOLVED, sealed=True)
        recorder.verdict(0, "task-0", Verdict.UNRESOLVED, sealed=True)
    said = words_of(page_of(folder))
    assert "On sealed tasks 1 other agent can be compared" in said
    assert "One comparison was planned" not in said
    assert "Left out: 1 task on which only one of the two has a verdict" in said
    assert "8 tasks" in said


def test_estimates_stand_where_shares_would_mislead(tmp_path: Path) -> None:
    folder = small_run(tmp_path / "run", policy="tree-rasch")
    said = words_of(page_of(folder))
    with Archive.open(folder) as archive:
        policy, lineage = policy_of(read_record(archive).configuration), archive.lineage()
        best = policy.belief(lineage).accuracy[1]
        stands = gather(archive).course.stands
    assert f"Search tasks: est. {100 * best:.0f}%" in said
    assert "would mislead" in said
    assert stands[-1].accuracy == pytest.approx(best)


def test_the_curve_ends_at_what_is_known_now(run: Path) -> None:
    with Archive.open(run) as archive:
        facts = gather(archive)
    spent = [each.spent for each in facts.course.stands]
    assert spent == sorted(spent)
    assert spent[-1] == facts.spent.evaluations == 9
    last = facts.course.stands[-1]
    assert last.best == facts.best
    assert last.accuracy == facts.belief.accuracy[facts.best] == 0.75


def test_a_budget_of_money_is_followed_in_money(tmp_path: Path) -> None:
    folder = small_run(tmp_path / "run")
    with Archive.open(folder, write=True) as archive:
        record = read_record(archive)
        asked = record.configuration.model_copy(update={"budget": ("$5",)})
        object.__setattr__(record, "configuration", asked)
        archive.replace_configuration(record.to_json())
    with Archive.open(folder) as archive:
        spent = [each.spent for each in gather(archive).course.stands]
    assert spent[0] < 0.4
    assert spent[-1] == pytest.approx(0.4)


def test_nothing_that_an_agent_wrote_becomes_markup(hostile: Path, run: Path) -> None:
    page = page_of(hostile)
    elements = Elements(page).found
    kinds = {name for name, _ in elements}
    assert kinds <= {name for name, _ in Elements(page_of(run)).found} | {"p", "h3"}
    assert [name for name, _ in elements].count("script") == 3
    attributes = {(name, key) for name, each in elements for key in each}
    assert not [key for _, key in attributes if key.startswith("on") or key in ("src", "style")]
    assert {each.get("href", "#")[0] for _, each in elements} == {"#"}  # type: ignore[index]
    assert "\u202e" not in page
    assert "\x1b" not in page
    assert "\\u202e" in page
    assert "&lt;iframe src=http" in page


def test_the_page_allows_itself_one_style_and_one_script(run: Path) -> None:
    page = page_of(run)
    policy = dict(
        part.strip().split(" ", 1)
        for part in re.findall(r'Security-Policy" content="([^"]*)"', page)[0]
        .replace("&#x27;", "'")
        .split(";")
    )
    assert policy["default-src"] == "'none'"
    for kind, pattern in (("script", "<script>(.*?)</script>"), ("style", "<style>(.*?)</style>")):
        (content,) = re.findall(pattern, page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert policy[f"{kind}-src"] == f"'sha256-{digest}'"


@pytest.mark.browser
def test_a_browser_shows_it_without_a_complaint_or_a_request(hostile: Path, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(page_of(hostile), "utf-8")
    with browser(tmp_path / "profile") as page:
        page.open(tmp_path / "page.html")
        assert page.ask("document.querySelectorAll('#lineage .node circle').length") >= 6
        box = page.ask(
            "JSON.stringify(document.querySelector('#lineage .edges').getBoundingClientRect())"
        )
        assert json.loads(box)["width"] > 100
        assert page.ask("document.querySelectorAll('.chart path, .chart rect').length") > 3
        click = "new MouseEvent('click', {bubbles: true})"
        page.ask(f"document.querySelector('[data-agent=\"1\"]').dispatchEvent({click})")
        shown = page.ask("document.getElementById('detail').textContent")
        for text in HOSTILE[:4]:
            assert text in shown
        assert "\\u202e" in shown
        assert page.ask("document.querySelectorAll('#detail img, #detail script').length") == 0
        before = page.ask("document.getElementById('lineage').viewBox.baseVal.width")
        page.ask("document.getElementById('nearer').click()")
        assert page.ask("document.getElementById('lineage').viewBox.baseVal.width") < before
        page.ask(
            "document.getElementById('heat').dispatchEvent(new PointerEvent('pointermove', {"
            "bubbles: true, clientX: document.getElementById('heat').getBoundingClientRect().left"
            " + 45, clientY: document.getElementById('heat').getBoundingClientRect().top + 25}))"
        )
        assert "resolved" in page.ask("document.getElementById('tip').textContent")
        assert page.complaints == []
        assert page.requests == [(tmp_path / "page.html").as_uri()]


@pytest.mark.browser
def test_what_got_through_could_neither_run_nor_load(run: Path, tmp_path: Path) -> None:
    smuggled = (
        "<script>document.title = 'run'</script><img src='file:///etc/hostname' onerror=x>"
        "<style>body {color: red}</style><link rel=stylesheet href=file:///x.css>"
    )
    text = page_of(run).replace("</body>", f"{smuggled}</body>")
    (tmp_path / "page.html").write_text(text, "utf-8")
    with browser(tmp_path / "profile") as page:
        page.open(tmp_path / "page.html")
        assert page.ask("document.title") == "hgm report: run"
        assert page.ask("getComputedStyle(document.body).color") != "rgb(255, 0, 0)"
        assert page.complaints, "the browser says what it refused"


def test_a_large_run_stays_a_sensible_file_and_says_what_it_leaves_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facts_of_report, "DRAWN", 100)
    monkeypatch.setattr(facts_of_report, "_MOST_TEXTS", 4_000)
    make_archive(tmp_path / "run", agents=500, evaluations=2, policy="hgm", seed=1)
    page = page_of(tmp_path / "run")
    said = words_of(page)
    assert len(page) < 500_000
    drawn = len(re.findall(r'data-agent="\d', page))
    assert 100 <= drawn < 150
    assert f"{500 - drawn:,} others are left out" in said
    assert re.search(r"The changes of \d+ drawn agents are left out", said)
    assert "420 agents with fewer attempts" in said


def test_a_placeholder_of_a_key_takes_nothing_from_the_page(
    run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = page_of(run).split("<body>")[0]
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    assert page_of(run).split("<body>")[0] == head


def test_texts_are_escaped_and_what_is_not_seen_is_written_out() -> None:
    assert tag("p", "<b>", title='"x"').text == '<p title="&quot;x&quot;">&lt;b&gt;</p>'
    assert visible("a\u202eb\x1b\n\u2028c\u200d é") == "a\\u202eb\\u001b\n\\u2028c\\u200d é"
    assert markup(["a", 1234567, tag("br")]) == "a1,234,567<br/>"


def test_the_command_writes_where_it_is_told_or_says_why_not(run: Path, tmp_path: Path) -> None:
    assert "report.html" in hgm(tmp_path, "report", str(run), "-o", "report.html")
    first = (tmp_path / "report.html").read_bytes()
    assert "cannot be written" in hgm(tmp_path, "report", str(run), "-o", "no/x.html", status=2)
    with Archive.open(run) as archive:
        write_report(archive, tmp_path / "report.html")
    assert (tmp_path / "report.html").read_bytes() == first
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


def test_whether_the_search_still_finds_something_is_said(run: Path, tmp_path: Path) -> None:
    said = words_of(page_of(run))
    assert "1 child, 1 with a verdict" in said
    assert "of 4 tasks that child and parent both tried, children gained 2 and lost 0" in said
    assert "1 agent together resolved all 3 of 4 search tasks" in said
    assert "Are changes still new?" in said
    with Archive.open(run) as archive:
        facts = gather(archive)
        assert facts.novelty == novelties(archive)
        assert facts.diversity[-1][1] == measure(archive.lineage())
        early = next(view for spent, view in facts.course.views if spent == facts.foresight[0][0])
        assert str(facts.foresight[0][1]) == str(foresight(early, archive.lineage()))
    bare = Recorder(tmp_path / "bare", ["a"], budget=("5 evals",))
    bare.archive.close()
    page = page_of(tmp_path / "bare")
    for words in ("Children better than their parents", "Are changes still new", "Did early"):
        assert words not in page
