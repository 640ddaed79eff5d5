import unittest

import options as m


class VisibleTest(unittest.TestCase):
    def test_options(self):
        self.assertEqual(m.parse(["--size=3", "--all", "-xy"])[0], {"size": "3", "all": True, "x": True, "y": True})

    def test_arguments(self):
        self.assertEqual(m.parse(["a", "b"])[1], ["a", "b"])

    def test_double_dash(self):
        self.assertEqual(m.parse(["a", "--", "-b"]), ({}, ["a", "-b"]))

    def test_all_after_double_dash(self):
        self.assertEqual(m.parse(["-v", "--", "--x=1", "--", "y"]), ({"v": True}, ["--x=1", "--", "y"]))

    def test_single_dash(self):
        self.assertEqual(m.parse(["-"]), ({}, ["-"]))


if __name__ == "__main__":
    unittest.main()
