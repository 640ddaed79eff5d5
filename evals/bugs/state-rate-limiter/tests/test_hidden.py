import unittest

import limiter as m


class HiddenTest(unittest.TestCase):
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

    def test_no_wait(self):
        self.assertEqual(m.RateLimiter(1, 5).wait(0), 0)


if __name__ == "__main__":
    unittest.main()
