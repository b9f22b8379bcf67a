"""Minutes as decimal hours: totals are cut, what is missing is rounded up, so that a screen never promises too much."""


def cut(minutes: int) -> str:
    """680 minutes → "11.33" hours: the third decimal is dropped."""
    hundredths = minutes * 100 // 60
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def rounded_up(minutes: int) -> str:
    """40 minutes → "0.67" hours: rounded up to the next hundredth."""
    hundredths = -(-minutes * 100 // 60)
    return f"{hundredths // 100}.{hundredths % 100:02d}"
