"""An editor with undo and redo."""


class Editor:
    """A text and its history."""

    def __init__(self):
        self.text = ""
        self._undo = []
        self._redo = []

    def type(self, more):
        """Add to the text."""
        self._undo.append(self.text)
        self.text += more

    def undo(self):
        """Take the last change back; whether there was one."""
        if not self._undo:
            return False
        self._redo.append(self.text)
        self.text = self._undo.pop()
        return True

    def redo(self):
        """Make the last undone change again; whether there was one."""
        if not self._redo:
            return False
        self._undo.append(self.text)
        self.text = self._redo.pop()
        return True
