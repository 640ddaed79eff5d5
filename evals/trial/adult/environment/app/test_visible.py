import unittest

import ages


class VisibleTest(unittest.TestCase):
    def test_child(self):
        self.assertFalse(ages.is_adult(17))

    def test_bound(self):
        self.assertTrue(ages.is_adult(18))
