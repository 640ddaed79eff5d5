import unittest

import loans as m


class HiddenTest(unittest.TestCase):
    def test_no_interest_schedule(self):
        self.assertEqual(m.schedule(300, 0, 3), [200, 100, 0])

    def test_no_interest_total(self):
        self.assertEqual(m.total_interest(500, 0, 5), 0)

    def test_total(self):
        self.assertTrue(m.total_interest(1000, 5, 12) > 0)

    def test_one_month(self):
        self.assertEqual(m.monthly_rate(100, 0, 1), 100)
        self.assertAlmostEqual(m.monthly_rate(100, 12, 1), 101)


if __name__ == "__main__":
    unittest.main()
