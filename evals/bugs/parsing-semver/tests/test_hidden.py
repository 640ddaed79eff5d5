import unittest

import versions as m


class HiddenTest(unittest.TestCase):
    def test_major(self):
        self.assertEqual(m.newest(["9.0.0", "10.0.0", "2.99.99"]), "10.0.0")

    def test_pre_release_is_older(self):
        self.assertEqual(m.newest(["1.0.0-rc", "1.0.0"]), "1.0.0")

    def test_compatible(self):
        self.assertTrue(m.is_compatible("1.9.0", "1.10.0"))
        self.assertFalse(m.is_compatible("1.9.0", "2.0.0"))
        self.assertFalse(m.is_compatible("1.9.0", "1.8.9"))

    def test_bumps(self):
        self.assertEqual([m.bump("1.2.3", part) for part in ("major", "patch")], ["2.0.0", "1.2.4"])


if __name__ == "__main__":
    unittest.main()
