import unittest

import options as m


class HiddenTest(unittest.TestCase):
    def test_all_after_double_dash(self):
        self.assertEqual(m.parse(["-v", "--", "--x=1", "--", "y"]), ({"v": True}, ["--x=1", "--", "y"]))

    def test_single_dash(self):
        self.assertEqual(m.parse(["-"]), ({}, ["-"]))

    def test_empty_value(self):
        self.assertEqual(m.parse(["--name="])[0], {"name": ""})

    def test_flag(self):
        options, _ = m.parse(["-v"])
        self.assertTrue(m.flag(options, "verbose", "v"))
        self.assertFalse(m.flag(options, "q"))


if __name__ == "__main__":
    unittest.main()
