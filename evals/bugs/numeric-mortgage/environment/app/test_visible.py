import unittest

import loans as m


class VisibleTest(unittest.TestCase):
    def test_without_interest(self):
        self.assertEqual(m.monthly_rate(1200, 0, 12), 100)

    def test_with_interest(self):
        self.assertAlmostEqual(m.monthly_rate(1000, 12, 12), 88.85, places=2)

    def test_schedule_ends_at_zero(self):
        self.assertAlmostEqual(m.schedule(1000, 6, 24)[-1], 0, places=6)

    def test_no_interest_schedule(self):
        self.assertEqual(m.schedule(300, 0, 3), [200, 100, 0])

    def test_no_interest_total(self):
        self.assertEqual(m.total_interest(500, 0, 5), 0)


if __name__ == "__main__":
    unittest.main()
