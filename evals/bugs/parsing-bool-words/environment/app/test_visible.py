import unittest

import booleans as m


class VisibleTest(unittest.TestCase):
    def test_true(self):
        self.assertTrue(m.parse_bool("yes"))

    def test_false(self):
        self.assertFalse(m.parse_bool("off"))

    def test_unknown(self):
        with self.assertRaises(ValueError):
            m.parse_bool("maybe")

    def test_case(self):
        self.assertTrue(m.parse_bool(" True "))


if __name__ == "__main__":
    unittest.main()
