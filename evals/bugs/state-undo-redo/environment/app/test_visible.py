import unittest

import editor as m


class VisibleTest(unittest.TestCase):
    def test_undo(self):
        editor = m.Editor()
        editor.type("a")
        self.assertTrue(editor.undo())
        self.assertEqual(editor.text, "")

    def test_redo(self):
        editor = m.Editor()
        editor.type("a")
        editor.undo()
        self.assertTrue(editor.redo())
        self.assertEqual(editor.text, "a")

    def test_new_change_forgets_redo(self):
        editor = m.Editor()
        editor.type("a")
        editor.undo()
        editor.type("b")
        self.assertFalse(editor.redo())
        self.assertEqual(editor.text, "b")

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


if __name__ == "__main__":
    unittest.main()
