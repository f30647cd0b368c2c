"""How a pull fails, told in types that say whether trying again can help.

Only the exceptions live here. What went wrong is decided where it is noticed, and whether to try
again is decided by whoever runs the pull.
"""

from __future__ import annotations


class FeedFailure(Exception):  # noqa: N818 - a word of the design
    """A pull or a landing that could not be done.

    `reason` is a stable code for programs, the message is for people and says what to do. Neither
    holds a secret, a value of a person, or the query of a URL.
    """

    permanent: bool = True

    def __init__(self, reason: str, message: str) -> None:
        """Keep the code beside the words."""
        super().__init__(message)
        self.reason = reason

    def __reduce__(self) -> tuple[type[FeedFailure], tuple[str, str]]:
        """Let the failure cross a process boundary with both its arguments."""
        return type(self), (self.reason, str(self))


class PermanentFailure(FeedFailure):
    """Trying again gives the same failure: somebody has to change something first."""

    permanent = True


class TransientFailure(FeedFailure):
    """Trying again later may well work."""

    permanent = False
