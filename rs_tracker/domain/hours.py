"""Minutes as people read them: a total is cut, what is missing is rounded up, so a screen never promises too much."""


def decimal_hours(minutes: int) -> str:
    """Hours with two decimals, cut: 680 minutes are 11.33. ValueError below 0."""
    return _two_decimals(_checked(minutes) * 100 // 60)


def missing_hours(minutes: int) -> str:
    """Hours with two decimals, rounded up: 40 minutes are 0.67. ValueError below 0."""
    return _two_decimals(-(-_checked(minutes) * 100 // 60))


def _checked(minutes: int) -> int:
    if minutes < 0:
        raise ValueError(f"{minutes} minutes are less than none")
    return minutes


def _two_decimals(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02d}"
