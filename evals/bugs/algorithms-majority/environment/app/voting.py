"""Elections."""


def majority(items):
    """The item that makes up more than half, or None."""
    candidate, lead = None, 0
    for item in items:
        if lead == 0:
            candidate = item
        lead += 1 if item == candidate else -1
    if sum(item == candidate for item in items) * 2 >= len(items):
        return candidate
    return None


def runoff(ballots):
    """Winner by instant runoff: the candidate with the fewest first places goes, until one has a majority."""
    ballots = [list(ballot) for ballot in ballots]
    while True:
        firsts = [ballot[0] for ballot in ballots if ballot]
        winner = majority(firsts)
        remaining = sorted({name for ballot in ballots for name in ballot})
        if winner is not None or len(remaining) < 2:
            return winner if winner is not None else (remaining[0] if remaining else None)
        loser = min(remaining, key=lambda name: (firsts.count(name), name))
        ballots = [[name for name in ballot if name != loser] for ballot in ballots]
