import unittest

from headings import contents, find_headings, number_headings

TEXT = """# One
## Sub
### Deep
## Sub again
# Two
## Sub
"""


class HeadingsHiddenTest(unittest.TestCase):
    def test_deeper_levels_start_again(self):
        numbers = [heading.number for heading in number_headings(TEXT)]
        self.assertEqual(numbers, [[1], [1, 1], [1, 1, 1], [1, 2], [2], [2, 1]])

    def test_siblings(self):
        numbers = [heading.number for heading in number_headings("# a\n# b\n# c")]
        self.assertEqual(numbers, [[1], [2], [3]])

    def test_contents(self):
        self.assertEqual(
            contents(TEXT, depth=2),
            ["1 One", "  1.1 Sub", "  1.2 Sub again", "2 Two", "  2.1 Sub"],
        )

    def test_skipped_level(self):
        numbers = [heading.number for heading in number_headings("# a\n### b\n## c")]
        self.assertEqual(numbers, [[1], [1, 0, 1], [1, 1]])

    def test_numbers_are_separate(self):
        first, second = number_headings("# a\n# b")
        first.number.append(9)
        self.assertEqual(second.number, [2])

    def test_find(self):
        self.assertEqual(find_headings("####### x\n# \n ## y\n###### z"), [(1, ""), (6, "z")])

    def test_one(self):
        self.assertEqual(number_headings("## x")[0].number, [0, 1])


if __name__ == "__main__":
    unittest.main()
