"""The drawing of the lineage: any tree has room in it."""

from hypothesis import given
from hypothesis import strategies as st

from archive.lineage import LineageBuilder
from archive.values import ExpansionOutcome
from engine.report.tree import arrange


@given(st.lists(st.integers(0, 10**6), max_size=60))
def test_children_stand_to_the_right_and_nobody_on_anybody(choices: list[int]) -> None:
    builder = LineageBuilder(["a"])
    builder.add_root()
    for child, choice in enumerate(choices, start=1):
        builder.begin_expansion(child, choice % child)
        builder.finish_expansion(child, ExpansionOutcome.CHILD, child=child)
    lineage = builder.view()
    places = arrange(lineage, range(len(lineage)))
    for agent in range(1, len(lineage)):
        assert places[agent].x > places[int(lineage.parent[agent])].x
    spots = {(round(each.x, 3), round(each.y, 3)) for each in places.values()}
    assert len(spots) == len(lineage)


def test_a_very_long_line_of_descent_is_drawn() -> None:
    builder = LineageBuilder(["a"])
    builder.add_root()
    for child in range(1, 3_000):
        builder.begin_expansion(child, child - 1)
        builder.finish_expansion(child, ExpansionOutcome.CHILD, child=child)
    places = arrange(builder.view(), range(3_000))
    assert places[2_999].x <= 960
    assert {each.y for each in places.values()} == {places[0].y}
