"""Text templates with {{name}} placeholders."""


def render(template, **values):
    """Replace every placeholder; KeyError for an unknown name."""
    result = ""
    rest = template
    while "{{" in rest:
        before, _, rest = rest.partition("{{")
        name, closing, rest = rest.partition("}}")
        if not closing:
            raise ValueError("unclosed placeholder")
        result += before + str(values[name.strip()])
        return result + rest
    return rest


def names(template):
    """The names that a template needs, in order, each once."""
    found = []
    for piece in template.split("{{")[1:]:
        name = piece.split("}}")[0].strip()
        if name not in found:
            found.append(name)
    return found
