import unittest

import retry as m


class VisibleTest(unittest.TestCase):
    def test_delays(self):
        self.assertEqual(m.delays(5, 1, 4), [1, 2, 4, 4, 4])

    def test_success(self):
        self.assertEqual(m.call_with_retry(lambda: 7, 3, None), 7)

    def test_last_error_is_raised(self):
        def fail():
            raise OSError

        with self.assertRaises(OSError):
            m.call_with_retry(fail, 2, lambda s: None)

    def test_sleeps(self):
        slept, tries = [], []

        def fail():
            tries.append(1)
            raise OSError

        with self.assertRaises(OSError):
            m.call_with_retry(fail, 4, slept.append, first=2, longest=5)
        self.assertEqual((slept, len(tries)), ([2, 4, 5], 4))

    def test_recovers(self):
        results = [OSError(), OSError(), "ok"]

        def function():
            result = results.pop(0)
            if isinstance(result, Exception):
                raise result
            return result

        self.assertEqual(m.call_with_retry(function, 3, lambda s: None), "ok")


if __name__ == "__main__":
    unittest.main()
