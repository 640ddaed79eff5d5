def rate(grams):
    if not 1 <= grams <= 20000:
        raise ValueError("no such parcel")
    return 250 + 120 * -(-grams // 500)
