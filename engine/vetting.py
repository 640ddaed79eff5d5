"""Whether a child differs from its parent, or from another, in more than looks."""

import hashlib
import io
import tokenize
from pathlib import PurePosixPath

from archive.values import Source

_MOST_BYTES = 1024**2
_DOCUMENTS = {"readme", "changelog", "changes", "history", "license", "contributing", "authors"}
_DOCUMENT_SUFFIXES = {"", ".md", ".rst", ".txt"}
_SILENT = {tokenize.COMMENT, tokenize.NL, tokenize.ENCODING}
_LAYOUT = {tokenize.INDENT, tokenize.DEDENT, tokenize.NEWLINE}


def meaning(source: Source) -> str:
    """A digest of everything in an agent's source that can change what it does.

    The same for two sources that differ in blanks, comments, docstrings that nothing reads and
    documents such as README.md.
    """
    digest = hashlib.sha256()
    for path, content in sorted(source.items()):
        if not _is_document(PurePosixPath(path)):
            essence = hashlib.sha256(_essence(path, content)).digest()
            digest.update(hashlib.sha256(path.encode()).digest() + essence)
    return digest.hexdigest()


def _is_document(path: PurePosixPath) -> bool:
    return path.stem.lower() in _DOCUMENTS and path.suffix.lower() in _DOCUMENT_SUFFIXES


def _essence(path: str, content: bytes) -> bytes:
    if len(content) > _MOST_BYTES:
        return content
    if path.endswith(".py"):
        try:
            return _code(content)
        except (tokenize.TokenError, SyntaxError, ValueError):
            return content
    lines = (line.rstrip() for line in content.splitlines())
    return b"\n".join(line for line in lines if line)


def _code(content: bytes) -> bytes:
    """The tokens of a Python file without those that say nothing to the interpreter."""
    keep_texts = b"__doc__" in content
    tokens: list[tuple[int, str]] = []
    for token in tokenize.tokenize(io.BytesIO(content).readline):
        if token.type in _SILENT:
            continue
        if token.type == tokenize.NEWLINE and _stands_alone(tokens) and not keep_texts:
            tokens.pop()
            continue
        tokens.append((token.type, "" if token.type in _LAYOUT else token.string))
    return repr(tokens).encode(errors="backslashreplace")


def _stands_alone(tokens: list[tuple[int, str]]) -> bool:
    """Whether the line that ends here is a text alone, such as a docstring."""
    if not tokens or tokens[-1][0] != tokenize.STRING:
        return False
    return len(tokens) == 1 or tokens[-2][0] in _LAYOUT
