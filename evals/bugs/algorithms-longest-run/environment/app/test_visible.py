import unittest

import runs as m


class VisibleTest(unittest.TestCase):
    def test_in_the_middle(self):
        self.assertEqual(m.longest_run("abbc"), ("b", 2))

    def test_at_the_end(self):
        self.assertEqual(m.longest_run("abbb"), ("b", 3))

    def test_nothing(self):
        self.assertIsNone(m.longest_run([]))


if __name__ == "__main__":
    unittest.main()
