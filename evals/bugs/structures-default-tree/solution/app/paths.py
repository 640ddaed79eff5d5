"""A tree of names, like folders."""


class Folder:
    """Files and folders by path."""

    def __init__(self):
        self._children = {}
        self.content = None

    def _walk(self, path, create):
        node = self
        for name in path.split("/"):
            if name not in node._children:
                if not create:
                    return None
                node._children[name] = Folder()
            node = node._children[name]
        return node

    def put(self, path, content):
        """Write a file, making the folders above it."""
        self._walk(path, create=True).content = content

    def get(self, path):
        """The content of a file, or None."""
        node = self._walk(path, create=False)
        return None if node is None else node.content

    def names(self, path=""):
        """Names in a folder, sorted."""
        node = self._walk(path, create=False) if path else self
        return sorted(node._children) if node else []
