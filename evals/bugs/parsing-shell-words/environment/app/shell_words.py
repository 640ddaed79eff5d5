"""Splitting a command into words and joining words into a command, as a POSIX shell does."""

SAFE = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./=:@%+,")


def split_words(text):
    """The words of a command. Quotes group, a backslash outside of single quotes escapes."""
    words = []
    word = ""
    in_word = False
    quote = None
    escaped = False
    for letter in text:
        if escaped:
            word += letter
            escaped = False
        elif letter == "\\" and quote != "'":
            escaped = True
            in_word = True
        elif quote:
            if letter == quote:
                quote = None
            else:
                word += letter
        elif letter in "'\"":
            quote = letter
        elif letter.isspace():
            if in_word:
                words.append(word)
            word = ""
            in_word = False
        else:
            word += letter
            in_word = True
    if quote or escaped:
        raise ValueError("the command ends inside of quotes or after a backslash")
    if in_word:
        words.append(word)
    return words


def quote_word(word):
    """The word as it must be written in a command."""
    if word and set(word) <= SAFE:
        return word
    return "'" + word.replace("'", "'\"'\"'") + "'"


def join_words(words):
    """A command that split_words turns back into these words."""
    return " ".join(quote_word(word) for word in words)
