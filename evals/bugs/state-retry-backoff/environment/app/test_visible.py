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


if __name__ == "__main__":
    unittest.main()
