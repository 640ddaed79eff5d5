"""One line of comma separated values."""


def split_line(line, separator=","):
    """The fields of a line; fields in double quotes may hold separators and doubled quotes."""
    fields = []
    field = ""
    quoted = False
    index = 0
    while index < len(line):
        letter = line[index]
        if quoted:
            if letter == '"' and line[index + 1 : index + 2] == '"':
                index += 1
            elif letter == '"':
                quoted = False
            else:
                field += letter
        elif letter == '"':
            quoted = True
        elif letter == separator:
            fields.append(field)
            field = ""
        else:
            field += letter
        index += 1
    fields.append(field)
    return fields


def join_fields(fields, separator=","):
    """The line that split_line takes apart again."""
    return separator.join(_quote(field, separator) for field in fields)


def _quote(field, separator):
    if separator in field or '"' in field:
        return '"' + field.replace('"', '""') + '"'
    return field
