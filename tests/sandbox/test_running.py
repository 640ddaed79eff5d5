from hypothesis import given
from hypothesis import strategies as st

from sandbox.running import CappedOutput


@given(blocks=st.lists(st.binary(max_size=40), max_size=30), limit=st.integers(0, 300))
def test_no_more_than_the_limit_is_kept_and_a_short_output_whole(
    blocks: list[bytes], limit: int
) -> None:
    output = CappedOutput(limit)
    for block in blocks:
        output.feed(block)
    whole = b"".join(blocks)
    kept = output.value()
    assert len(kept) <= limit
    assert output.truncated == (len(whole) > limit)
    if not output.truncated:
        assert kept == whole


@given(size=st.integers(201, 5000), limit=st.integers(100, 200), block=st.integers(1, 500))
def test_both_ends_are_kept_and_what_is_missing_is_counted(
    size: int, limit: int, block: int
) -> None:
    whole = bytes(index % 251 for index in range(size))
    output = CappedOutput(limit)
    for start in range(0, size, block):
        output.feed(whole[start : start + block])
    head, _, rest = output.value().partition(b"\n[... ")
    missing, _, tail = rest.partition(b" bytes dropped ...]\n")
    assert whole.startswith(head)
    assert whole.endswith(tail)
    assert len(head) >= limit // 2
    assert len(head) + int(missing) + len(tail) == size
