import unittest

import runs as m


class HiddenTest(unittest.TestCase):
    def test_round_trip(self):
        for text in ("", "a", "aab", "abbccc", "aaaa"):
            self.assertEqual("".join(m.expand(m.runs(text))), text)

    def test_first_among_equals(self):
        self.assertEqual(m.longest_run("aabb"), ("a", 2))

    def test_single(self):
        self.assertEqual(m.runs("z"), [("z", 1)])

    def test_none_is_an_item(self):
        self.assertEqual(m.runs([None, None, 1]), [(None, 2), (1, 1)])


if __name__ == "__main__":
    unittest.main()
