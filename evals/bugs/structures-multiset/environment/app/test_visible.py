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

    def test_length(self):
        bag = m.Bag("aab")
        bag.remove("a")
        self.assertEqual((len(bag), bag.distinct()), (2, ["a", "b"]))

    def test_missing_changes_nothing(self):
        bag = m.Bag("a")
        with self.assertRaises(KeyError):
            bag.remove("b")
        self.assertEqual((len(bag), bag.count("b")), (1, 0))


if __name__ == "__main__":
    unittest.main()
