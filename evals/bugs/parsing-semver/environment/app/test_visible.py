import unittest

import versions as m


class VisibleTest(unittest.TestCase):
    def test_newest_same_digits(self):
        self.assertEqual(m.newest(["1.2.0", "1.3.0"]), "1.3.0")

    def test_newest_more_digits(self):
        self.assertEqual(m.newest(["1.9.0", "1.10.0"]), "1.10.0")

    def test_bump(self):
        self.assertEqual(m.bump("1.2.3", "minor"), "1.3.0")

    def test_major(self):
        self.assertEqual(m.newest(["9.0.0", "10.0.0", "2.99.99"]), "10.0.0")

    def test_pre_release_is_older(self):
        self.assertEqual(m.newest(["1.0.0-rc", "1.0.0"]), "1.0.0")


if __name__ == "__main__":
    unittest.main()
