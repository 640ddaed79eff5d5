"""Marking the words of a search in a text."""


def find_spans(text, words):
    """Sorted (start, end) of every occurrence of the words in the text, without regard to case."""
    lower = text.lower()
    spans = []
    for word in words:
        wanted = word
        if not wanted:
            continue
        start = lower.find(wanted)
        while start >= 0:
            spans.append((start, start + len(wanted)))
            start = lower.find(wanted, start + 1)
    return sorted(spans)


def merge_spans(spans):
    """Sorted spans with those joined that overlap or touch."""
    merged = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def highlight(text, words, before="[", after="]"):
    """The text with marks before and after every occurrence of the words."""
    result = ""
    position = 0
    for start, end in merge_spans(find_spans(text, words)):
        result += text[position:start] + before + text[start:end] + after
    return result + text[position:]


def snippet(text, words, margin=10):
    """The part of the text around the first occurrence; its start if there is none."""
    spans = find_spans(text, words)
    start, end = spans[0] if spans else (0, 0)
    return text[max(0, start - margin) : end + margin]
