"""The refusal of what a person asked for, as every room raises it; its message is a sentence for the person."""

from sql.messages import Message, as_written


class RefusedError(ValueError):
    """What a person asked for is not allowed or cannot be; the message says why, and what to do.

    A kind of refusal is a class of its own, in the room whose rule refuses. It is raised with a message of the
    catalogues, so that the desk says it in the language of the person; text alone stays as it is in every language.
    """

    @property
    def says(self) -> Message:
        """What the refusal says, without a capital and a full stop."""
        told = self.args[0] if self.args else ""
        return told if isinstance(told, Message) else as_written(str(told))
