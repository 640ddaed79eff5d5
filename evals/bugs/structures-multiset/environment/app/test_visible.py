import unittest

import bag as m


class VisibleTest(unittest.TestCase):
    def test_add(self):
        self.assertEqual(m.Bag("abca").count("a"), 2)

    def test_remove_missing(self):
        with self.assertRaises(KeyError):
            m.Bag().remove("x")

    def test_remove_last(self):
        bag = m.Bag("ab")
        bag.remove("a")
        self.assertEqual(bag.distinct(), ["b"])


if __name__ == "__main__":
    unittest.main()
