"""In which order places and candidates are tried. Small pure functions, which descendants edit."""


def suspicion(failing_ran, passing_ran, failing_not, passing_not):
    """How suspicious a line is, from how many tests of each kind ran it and how many did not."""
    return failing_ran


def priority(suspicion, weight, siblings):
    """How early a candidate is tried: of a line, of a rule with a weight and so many candidates."""
    return suspicion * weight
