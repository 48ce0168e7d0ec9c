"""What goes wrong with a lake, as one error with a sentence for a person."""

from sellerloop.speech.message import Message


class LakeError(Exception):
    """A lake cannot do what was asked; ``message`` says why and what to do, in the reader's language."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


class LakeBusy(LakeError):
    """Somebody else is writing to the lake: try again later."""
