import unittest

import breaker as m


class VisibleTest(unittest.TestCase):
    def test_opens(self):
        breaker = m.Breaker()
        for t in range(3):
            breaker.failure(t)
        self.assertFalse(breaker.allows(3))

    def test_success_resets(self):
        breaker = m.Breaker()
        breaker.failure(0)
        breaker.failure(1)
        breaker.success()
        breaker.failure(2)
        self.assertTrue(breaker.allows(3))

    def test_tries_again(self):
        breaker = m.Breaker(threshold=1)
        breaker.failure(0)
        self.assertTrue(breaker.allows(30))

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


if __name__ == "__main__":
    unittest.main()
