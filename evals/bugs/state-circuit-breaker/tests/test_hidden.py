import unittest

import breaker as m


class HiddenTest(unittest.TestCase):
    def test_half_open_failure(self):
        breaker = m.Breaker(threshold=5, pause=10)
        for t in range(5):
            breaker.failure(t)
        self.assertTrue(breaker.allows(14))
        breaker.failure(14)
        self.assertFalse(breaker.allows(20))
        self.assertTrue(breaker.allows(24))

    def test_closes_after_success(self):
        breaker = m.Breaker(threshold=2, pause=1)
        breaker.failure(0)
        breaker.failure(0)
        breaker.allows(5)
        breaker.success()
        breaker.failure(6)
        self.assertEqual(breaker.state, m.CLOSED)

    def test_alternating(self):
        breaker = m.Breaker(threshold=2)
        for t in range(10):
            breaker.failure(t)
            breaker.success()
        self.assertTrue(breaker.allows(10))


if __name__ == "__main__":
    unittest.main()
