"""A small command line parser."""


def parse(words):
    """(options, arguments): options map a name to its value, or to True without one."""
    options = {}
    arguments = []
    only_arguments = False
    for word in words:
        if only_arguments:
            arguments.append(word)
        elif word == "--":
            only_arguments = False
        elif word.startswith("--"):
            name, separator, value = word[2:].partition("=")
            options[name] = value if separator else True
        elif word.startswith("-") and len(word) > 1:
            for letter in word[1:]:
                options[letter] = True
        else:
            arguments.append(word)
    return options, arguments


def flag(options, *names):
    """Whether any of the names was given."""
    return any(options.get(name) for name in names)
