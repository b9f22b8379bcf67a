"""Whether a record read from elsewhere has exactly the fields it should have, and of the kind it should.

A shape is a type (`str`, `int`, `bool`), a compiled pattern that a text must match whole, `None` for nothing, a tuple
of shapes of which one must fit, a list with the shape of each item, or a mapping from every field to its shape.
"""

import re
from collections.abc import Mapping

HEX = re.compile(r"(?:[0-9a-f]{2})*", re.ASCII)
HEX32 = re.compile(r"[0-9a-f]{64}", re.ASCII)
HEX64 = re.compile(r"[0-9a-f]{128}", re.ASCII)
INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z", re.ASCII)
MOST_ITEMS = 10_000


def fits(value: object, shape: object) -> bool:
    """Whether `value` has this shape: no field more, no field less."""
    if isinstance(shape, tuple):
        return any(fits(value, one) for one in shape)
    if isinstance(shape, re.Pattern):
        return isinstance(value, str) and shape.fullmatch(value) is not None
    if isinstance(shape, list):
        return isinstance(value, list) and len(value) <= MOST_ITEMS and all(fits(item, shape[0]) for item in value)
    if isinstance(shape, Mapping):
        return (
            isinstance(value, dict)
            and value.keys() == shape.keys()
            and all(fits(value[name], of) for name, of in shape.items())
        )
    return value is None if shape is None else type(value) is shape
