import unittest

import loglines as m


class VisibleTest(unittest.TestCase):
    def test_full(self):
        entry = m.parse_line("2024-01-02 INFO web: started")
        self.assertEqual((entry["level"], entry["message"]), ("INFO", "started"))

    def test_empty_message(self):
        self.assertEqual(m.parse_line("2024-01-02 ERROR db:")["message"], "")

    def test_other(self):
        self.assertIsNone(m.parse_line("hello"))


if __name__ == "__main__":
    unittest.main()
