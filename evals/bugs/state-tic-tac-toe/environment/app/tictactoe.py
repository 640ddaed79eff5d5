"""Tic-tac-toe; the board is a list of three strings of three, a space is empty."""


def lines(board):
    """Every row, column and diagonal as a string."""
    rows = list(board)
    columns = ["".join(row[i] for row in board) for i in range(3)]
    falling = "".join(board[i][i] for i in range(3))
    rising = "".join(board[i][1 - i] for i in range(3))
    return rows + columns + [falling, rising]


def winner(board):
    """x, o or None."""
    for player in "xo":
        if player * 3 in lines(board):
            return player
    return None


def is_full(board):
    """Whether nobody can move."""
    return all(" " not in row for row in board)


def to_move(board):
    """Whose turn it is; x begins."""
    text = "".join(board)
    return "x" if text.count("x") == text.count("o") else "o"
