import unittest

import editor as m


class HiddenTest(unittest.TestCase):
    def test_long(self):
        editor = m.Editor()
        for letter in "abc":
            editor.type(letter)
        editor.undo()
        editor.undo()
        editor.redo()
        self.assertEqual(editor.text, "ab")
        editor.type("x")
        self.assertFalse(editor.redo())
        editor.undo()
        self.assertEqual(editor.text, "ab")

    def test_nothing(self):
        editor = m.Editor()
        self.assertFalse(editor.undo())
        self.assertFalse(editor.redo())

    def test_redo_then_undo(self):
        editor = m.Editor()
        editor.type("a")
        editor.undo()
        editor.redo()
        editor.undo()
        self.assertEqual(editor.text, "")


if __name__ == "__main__":
    unittest.main()
