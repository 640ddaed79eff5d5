import unittest

import limiter as m


class VisibleTest(unittest.TestCase):
    def test_within_limit(self):
        limiter = m.RateLimiter(2, 10)
        self.assertTrue(limiter.allow(0) and limiter.allow(1))
        self.assertFalse(limiter.allow(2))

    def test_after_the_period(self):
        limiter = m.RateLimiter(1, 10)
        limiter.allow(0)
        self.assertTrue(limiter.allow(10))

    def test_wait(self):
        limiter = m.RateLimiter(1, 10)
        limiter.allow(5)
        self.assertEqual(limiter.wait(8), 7)

    def test_sliding(self):
        limiter = m.RateLimiter(2, 10)
        allowed = [t for t in range(0, 30, 3) if limiter.allow(t)]
        self.assertEqual(allowed, [0, 3, 12, 15, 24, 27])

    def test_refused_calls_do_not_count(self):
        limiter = m.RateLimiter(1, 5)
        limiter.allow(0)
        for t in (1, 2, 3, 4):
            self.assertFalse(limiter.allow(t))
        self.assertTrue(limiter.allow(5))


if __name__ == "__main__":
    unittest.main()
