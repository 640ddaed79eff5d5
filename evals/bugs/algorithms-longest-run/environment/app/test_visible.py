import unittest

import runs as m


class VisibleTest(unittest.TestCase):
    def test_in_the_middle(self):
        self.assertEqual(m.longest_run("abbc"), ("b", 2))

    def test_at_the_end(self):
        self.assertEqual(m.longest_run("abbb"), ("b", 3))

    def test_nothing(self):
        self.assertIsNone(m.longest_run([]))

    def test_round_trip(self):
        for text in ("", "a", "aab", "abbccc", "aaaa"):
            self.assertEqual("".join(m.expand(m.runs(text))), text)

    def test_first_among_equals(self):
        self.assertEqual(m.longest_run("aabb"), ("a", 2))


if __name__ == "__main__":
    unittest.main()
