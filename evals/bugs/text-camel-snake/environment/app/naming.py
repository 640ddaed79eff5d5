"""Names in the styles of different programming languages."""


def _starts_word(name, index):
    """Whether a word starts at the capital at index."""
    if index == 0:
        return False
    before = name[index - 1]
    after = name[index + 1 : index + 2]
    if before.islower() or before.isdigit():
        return True
    return before.isupper() or after.islower()


def split_words(name):
    """The words of a name in any style, in lower case."""
    words = [""]
    for index, letter in enumerate(name):
        if letter in "_- ":
            words.append("")
            continue
        if letter.isupper() and _starts_word(name, index):
            words.append("")
        words[-1] += letter.lower()
    return [word for word in words if word]


def snake_case(name):
    """The name as Python writes variables: user_name."""
    return "_".join(split_words(name))


def kebab_case(name):
    """The name as CSS writes it: user-name."""
    return "-".join(split_words(name))


def pascal_case(name):
    """The name as Python writes classes: UserName."""
    return "".join(word.capitalize() for word in split_words(name))


def camel_case(name):
    """The name as JavaScript writes variables: userName."""
    pascal = pascal_case(name)
    return pascal[:1].lower() + pascal[1:]
