def sign(shelves):
    runs = []
    for shelf in shelves:
        if runs and runs[-1][1] == shelf - 1:
            runs[-1][1] = shelf
        else:
            runs.append([shelf, shelf])
    return ",".join(f"{a}-{b}" if a != b else f"{a}" for a, b in runs)
