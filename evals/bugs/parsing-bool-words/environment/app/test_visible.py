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

    def test_all(self):
        self.assertEqual([m.parse_bool(w) for w in ("1", "ON", "no", "False", "0")], [True, True, False, False, False])

    def test_flags(self):
        self.assertEqual(m.parse_flags("a b=no c=ON"), {"a": True, "b": False, "c": True})


if __name__ == "__main__":
    unittest.main()
