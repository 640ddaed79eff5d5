import unittest

from parcel_rate import rate


class ParcelRateTest(unittest.TestCase):
    def test_the_lightest_parcel(self):
        self.assertEqual(rate(1), 370)

    def test_a_full_step_is_no_more_than_one_step(self):
        self.assertEqual(rate(500), 370)

    def test_a_begun_step_counts_in_full(self):
        self.assertEqual(rate(501), 490)

    def test_the_heaviest_parcel(self):
        self.assertEqual(rate(20000), 5050)

    def test_what_is_too_heavy_is_refused(self):
        with self.assertRaises(ValueError) as caught:
            rate(20001)
        self.assertEqual(caught.exception.args[0], "no such parcel")

    def test_what_weighs_nothing_is_refused(self):
        with self.assertRaises(ValueError):
            rate(0)
