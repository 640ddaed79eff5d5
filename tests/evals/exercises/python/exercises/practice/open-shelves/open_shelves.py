def sign(shelves):
    pass
