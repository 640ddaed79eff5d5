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


if __name__ == "__main__":
    unittest.main()
