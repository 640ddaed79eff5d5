import unittest

from headings import contents, find_headings, number_headings


class HeadingsTest(unittest.TestCase):
    def test_find(self):
        self.assertEqual(find_headings("# A\ntext\n## B b \n#no"), [(1, "A"), (2, "B b")])

    def test_code_is_left_out(self):
        self.assertEqual(find_headings("```\n# not this\n```\n# this"), [(1, "this")])

    def test_numbers(self):
        numbers = [heading.number for heading in number_headings("# A\n## B\n# C")]
        self.assertEqual(numbers, [[1], [1, 1], [2]])

    def test_one_heading(self):
        self.assertEqual(contents("# A"), ["1 A"])

    def test_none(self):
        self.assertEqual(contents("just text"), [])


if __name__ == "__main__":
    unittest.main()
