import unittest

import retry as m


class HiddenTest(unittest.TestCase):
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

    def test_short(self):
        self.assertEqual(m.delays(0, 1, 4), [])
        self.assertEqual(m.delays(2, 10, 3), [3, 3])


if __name__ == "__main__":
    unittest.main()
