"""Mails: the newest message's own words, its head, and its attachments as files. Sends and fetches nothing.

The text is the plain part, or the HTML part where only that holds a table. Text that the mail quotes stays
in: answers are often typed between the quoted questions.
"""

from classifier.reading.mail.internet import read_eml
from classifier.reading.mail.outlook import read_msg
from classifier.reading.mail.tnef import read_tnef

__all__ = ["read_eml", "read_msg", "read_tnef"]
