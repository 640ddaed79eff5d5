def rate(grams):
    pass
