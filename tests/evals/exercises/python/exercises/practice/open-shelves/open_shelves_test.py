import pytest

from open_shelves import sign


@pytest.mark.parametrize(
    ("shelves", "text"),
    [([], ""), ([4], "4"), ([1, 2], "1-2"), ([1, 2, 3, 5, 7, 8], "1-3,5,7-8"), ([2, 4], "2,4")],
)
def test_sign(shelves, text):
    assert sign(shelves) == text
