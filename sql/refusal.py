"""The refusal of what a person asked for, as every room raises it; its message is a sentence for the person."""


class RefusedError(ValueError):
    """What a person asked for is not allowed or cannot be; the message says why, and what to do.

    A kind of refusal is a class of its own, in the room whose rule refuses.
    """
