"""A set of words by their letters."""


class Trie:
    """Words with fast look-up by beginning."""

    def __init__(self, words=()):
        self._root = {}
        for word in words:
            self.add(word)

    def add(self, word):
        """Add a word."""
        node = self._root
        for letter in word:
            node = node.setdefault(letter, {})
        node[""] = True

    def _find(self, beginning):
        node = self._root
        for letter in beginning:
            if letter not in node:
                return None
            node = node[letter]
        return node

    def __contains__(self, word):
        node = self._find(word)
        return node is not None and "" in node

    def starting_with(self, beginning):
        """Every word with that beginning, sorted."""
        node = self._find(beginning)
        if node is None:
            return []
        return sorted(self._words(node, beginning))

    def _words(self, node, prefix):
        for letter, child in node.items():
            if letter == "":
                yield prefix
            else:
                yield from self._words(child, prefix + letter)
