"""The digest as an Internet message: a draft without addresses, and the letter to one person made from it.

Only the message's form belongs here: headers, its two parts, dates and ids. Sending is in delivery.py.
"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import format_datetime

from pipelines.documents.text import one_line

# CRLF ends each line, as the standard asks. What the draft holds is sent as it stands, not folded anew.
POLICY = policy.SMTP.clone(refold_source="none")
# Folding can leave the first line of a plain subject empty, so it stays on one line, which may have 998 characters.
ON_ONE_LINE = policy.SMTP.clone(max_line_length=998)
LONGEST_SUBJECT = 300
ADDRESS = re.compile(r"[^@\s<>,;:\"()\[\]\\]+@[^@\s<>,;:\"()\[\]\\]+")
# Mail programs open a message with this header as a draft to be sent.
UNSENT = "X-Unsent"


class NoAddressError(ValueError):
    """Not an e-mail address. The message does not repeat it."""


def draft(subject: str, *, html: str, text: str, boundary: str) -> bytes:
    """The message without sender, recipient and date: plain text first, HTML as its alternative. Always the same bytes.

    `boundary` separates the parts and must be an id that the text does not hold.
    """
    message = EmailMessage(policy=POLICY)
    subject = one_line(subject)
    message["Subject"] = (
        subject if len(subject) <= LONGEST_SUBJECT else f"{subject[: LONGEST_SUBJECT - 3]}..."
    )
    message[UNSENT] = "1"
    message.set_content(text, subtype="plain", charset="utf-8", cte="quoted-printable")
    message.add_alternative(html, subtype="html", charset="utf-8", cte="quoted-printable")
    digest = hashlib.sha256(f"{boundary}{html}{text}".encode()).hexdigest()[:24]
    message.set_boundary(f"=_{digest}")
    return message.as_bytes(policy=ON_ONE_LINE if subject.isascii() else POLICY)


def letter(draft: bytes, *, sender: str, recipient: str, sent_at: datetime) -> EmailMessage:
    """The draft as a message to one person: nobody sees who else gets it. Raises NoAddressError.

    The message id depends on draft and recipient alone, so that a mail program shows a letter sent twice once.
    """
    message = BytesParser(policy=POLICY).parsebytes(draft)
    assert isinstance(message, EmailMessage)
    del message[UNSENT]
    message["From"] = address(sender)
    message["To"] = address(recipient)
    message["Date"] = format_datetime(sent_at)
    key = hashlib.sha256(draft + recipient.casefold().encode()).hexdigest()[:32]
    message["Message-ID"] = f"<{key}@{address(sender).domain}>"
    message["Auto-Submitted"] = "auto-generated"
    return message


def address(written: str) -> Address:
    """An address, checked for everything that could begin another header or recipient. Raises NoAddressError."""
    if not ADDRESS.fullmatch(written) or not written.isascii() or not written.isprintable():
        raise NoAddressError("This is not an e-mail address of the form name@example.org.")
    name, _, domain = written.rpartition("@")
    return Address(username=name, domain=domain)
