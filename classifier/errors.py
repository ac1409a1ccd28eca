"""The error tree. Whatever this project raises on purpose stands here.

    FoiError
    ├── UserError            the person can mend it: one line, what is wrong and what to do; exit code 2
    │   ├── StoreLockedError     another process holds the store
    │   └── StoreVersionError    the store was made by a newer version
    ├── DataError            a file, record or reply does not have the form it must have; exit code 2
    └── ModelError           the language model or its server failed; exit code 1, the run can be resumed

Messages are for people: they name the file or item, and say what to type or change next.
"""


class FoiError(Exception):
    """Base of every error that this project raises on purpose."""

    exit_code = 2


class UserError(FoiError):
    """Something the person can put right: a path, an option, a file's content."""


class DataError(FoiError):
    """A file or record that does not have the form it must have."""


class StoreLockedError(UserError):
    """Another process holds the store; the message names it."""


class StoreVersionError(UserError):
    """The store's schema is newer than this version of the program."""


class ModelError(FoiError):
    """The language model or its server failed; nothing finished is lost."""

    exit_code = 1
