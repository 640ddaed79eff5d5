import unittest

import booleans as m


class HiddenTest(unittest.TestCase):
    def test_all(self):
        self.assertEqual([m.parse_bool(w) for w in ("1", "ON", "no", "False", "0")], [True, True, False, False, False])

    def test_flags(self):
        self.assertEqual(m.parse_flags("a b=no c=ON"), {"a": True, "b": False, "c": True})

    def test_empty(self):
        with self.assertRaises(ValueError):
            m.parse_bool("")
        self.assertEqual(m.parse_flags(""), {})


if __name__ == "__main__":
    unittest.main()
