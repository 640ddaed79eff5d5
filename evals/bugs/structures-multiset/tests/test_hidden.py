import unittest

import bag as m


class HiddenTest(unittest.TestCase):
    def test_length(self):
        bag = m.Bag("aab")
        bag.remove("a")
        self.assertEqual((len(bag), bag.distinct()), (2, ["a", "b"]))

    def test_missing_changes_nothing(self):
        bag = m.Bag("a")
        with self.assertRaises(KeyError):
            bag.remove("b")
        self.assertEqual((len(bag), bag.count("b")), (1, 0))

    def test_until_empty(self):
        bag = m.Bag("aa")
        bag.remove("a")
        bag.remove("a")
        self.assertEqual(bag.distinct(), [])
        with self.assertRaises(KeyError):
            bag.remove("a")


if __name__ == "__main__":
    unittest.main()
