import unittest

import ages


class HiddenTest(unittest.TestCase):
    def test_many(self):
        self.assertEqual(
            [ages.is_adult(age) for age in (0, 17, 18, 19, 99)], [False, False, True, True, True]
        )
