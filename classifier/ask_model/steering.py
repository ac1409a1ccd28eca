"""Look for words that try to steer a reader of letters: a machine's labels of such a letter go to a person.

The signs are coarse on purpose. A sign says nothing about the labels; it only keeps them from being accepted
unseen. Nothing is taken out of the letter.
"""

import re

_READERS = r"(?:automated?|machine|ai|llm|language[- ]model|software|computer|bot)"
_ROLES = r"(?:readers?|systems?|assistants?|tools?|processing|models?|reviewers?|classifiers?|agents?)"
_ORDERS = (
    r"(?:must|shall|(?:are|is) (?:to|asked|instructed|required)|(?<!use to )(?<!used to )"  # "do you use to record"
    r"(?:mark|label|treat|record|code|classify|ignore|output))"
)
_LABELLING = r"(?:mark|label|code|classify|record|treat|set|score|tag|categorise|categorize)"
_VALUES = r"(?:not[\s_-]+(?:held|applicable)|held|partial|n/?a|yes|no|undetermined|\w+_\w+)"
_STRICT_VALUES = r"(?:not[\s_-]+(?:held|applicable)|held|partial|n/?a|undetermined|\w+_\w+)"
_THIS = r"this\s+(?:letter|document|reply|response|text|page)"
_MACHINES = r"(?:ai|assistant|model|machine|classifier|annotators?|coders?|labell?ers?|parsers?|systems?|software)"

# by the words that one begins with, in lower case: going from word to word is many times faster than searching
_INSTRUCTIONS: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...] = tuple(
    (begins, re.compile(pattern))
    for begins, pattern in (
        (
            ("automat", "machine", "ai", "llm", "language", "software", "computer", "bot"),
            rf"{_READERS}s?[\s-]+{_ROLES}\b[^.]{{0,80}}?\b{_ORDERS}\b",
        ),
        (
            ("ignore", "disregard", "forget", "override"),
            r"(?:ignore|disregard|forget|override)\b[^.]{0,40}"
            r"\b(?:instructions?|rules?|codebook|prompts?|guidance|directions?|the above|everything)\b",
        ),
        (
            ("mark", "label", "code", "classify", "record", "treat", "set", "score", "tag", "categori"),
            rf"(?<!\bwe )(?<!\bwe must )(?<!\bwe may ){_LABELLING}\b[^.]{{0,60}}\b(?:as|to|with)\s+(?:{_VALUES}\b|[\"'“‘`]{_VALUES}[\"'”’`])",
        ),
        (
            ("you are", "act as", "pretend to be"),
            r"(?:you are|act as|pretend to be)\b[^.]{0,30}\b(?:ai|assistant|language model|classifier|annotator|coder|labell?er)\b",
        ),
        (
            ("new", "updated", "revised", "additional", "further"),
            r"(?:new|updated|revised|additional|further)\s+(?:system\s+)?(?:instructions?|prompt|codebook)\b[^.]{0,20}[:;]",
        ),
        (
            ("instruction", "note", "message"),
            rf"(?:instructions?|notes?|message)\s+(?:to|for)\s+(?:the\s+|any\s+|all\s+)?(?:\w+\s+)?{_MACHINES}\b",
        ),
        (
            (
                "ai",
                "llm",
                "chatgpt",
                "gpt",
                "copilot",
                "gemini",
                "claude",
                "assistant",
                "model",
                "classifier",
                "robot",
                "bot",
                "algorithm",
                "large language",
                "language model",
            ),
            r"(?:ai|llm|chatgpt|gpt|copilot|gemini|claude|assistant|model|classifier|robot|bot|algorithm|(?:large )?language model)s?\b"
            rf"[^.]{{0,60}}?\b(?:please|must|should|shall|answer|respond|reply|return|output|ensure|choose)\b[^.]{{0,60}}?\b{_STRICT_VALUES}\b",
        ),
        (
            (
                "algorithm",
                "software",
                "program",
                "system",
                "tool",
                "model",
                "robot",
                "bot",
                "machine",
                "ai",
                "whoever",
                "anyone",
            ),
            rf"\w+\b[^.]{{0,30}}?\b(?:pars|process|scann|ingest|analys|index|summari[sz]|extract|label|read)\w*\s+{_THIS}\b",
        ),
        (
            ("when summari", "when process", "when pars", "when extract", "when analys", "when classif", "when label"),
            rf"when \w+\s+{_THIS}\b",
        ),
        (
            ("correct", "right", "proper", "intended"),
            r"(?:correct|right|proper|intended)\s+(?:coding|code|label|labelling|classification)\b",
        ),
        (
            ("do not apply your", "do not follow your", "do not use your"),
            r"do not \w+ your\s+(?:\w+\s+)?(?:rules?|codebook|instructions?|guidance|definitions?)\b",
        ),
        (
            ("instruction", "guidance", "rule", "prompt"),
            r"(?:instructions?|guidance|rules?|prompts?)\s+(?:that\s+)?(?:were\s+)?(?:given to you|you (?:were|have been|are) given)\b",
        ),
        (
            ("your task", "from now on"),
            r"your task (?:has changed|is now)\b|from now on,?\s+(?:only\s+)?(?:reply|respond|answer|label|output)\b",
        ),
        (("q",), rf"q(?:uestion)?\s?\d+\w?\s*=\s*{_STRICT_VALUES}\b"),
        (("output format",), r"output format\b"),
        (("codebook", "taxonomy"), r"(?:codebook|taxonomy)\b"),
        (
            ("the json", "your json", "reply format", "system prompt"),
            r"(?:(?:the|your) json|reply format|system prompt)\b",
        ),
        (("confidence",), r"confidence\s+(?:of\s+)?(?:1(?:\.0+)?|100)\b"),
    )
)
_BRACKETS = re.compile(r"[{}%$]")
_TEMPLATE = re.compile(r"\{\{|\}\}|\{%|%\}|<%|%>|\$\{")
_QUOTES = re.compile("[\"“”']")
_JSON = re.compile(r"[{,]\s*[\"“”'][\w ]{1,40}[\"“”']\s*:")
_BOUNDARY = re.compile(
    r"-{4,}\s*(?:BEGIN|END|PASSAGES|SYSTEM|USER)\b|^\s*(?:#{1,3}\s*)?(?:(?-i:system|SYSTEM)|assistant|user|developer)\s*:\s*\S"
    r"|^\s*system\s*:\s*(?:you|your|the\s+following|all|every|ignore|disregard|new|from\s+now|answer|output|mark|label|treat|set)\b"  # no "System: IRS."
    r"|<\|[\w ]+\|>|\[/?(?:INST|SYS|SYSTEM)\]|</?(?:system|assistant|user|instructions?|letter|document|prompt)>"
    r"|={3,}\s*(?:system|user)\s*={3,}",
    re.IGNORECASE | re.MULTILINE,
)
_BOUNDARY_HINTS = tuple(
    "---- system assistant user developer <| inst] sys] instruction letter> document> prompt>".split()
)
"""Of these at least one stands, in lower case, wherever `_BOUNDARY` finds something."""
_HIDDEN = re.compile("[\u200b\u200c\u2060-\u2064\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")
_OTHER_ALPHABET = re.compile("[\u0370-\u03ff\u0400-\u04ff]")
_MIXED = re.compile("[a-zA-Z][\u0370-\u03ff\u0400-\u04ff]|[\u0370-\u03ff\u0400-\u04ff][a-zA-Z]")


def steering_signs(text: str) -> tuple[str, ...]:
    """Return the kinds of steering that a letter shows signs of, in a fixed order; empty for an ordinary letter.

    Kinds: instruction, template, json, boundary, hidden characters, mixed alphabets.
    """
    characters = "".join(set(text))  # few, and most kinds can be told from them alone
    hidden = bool(_HIDDEN.search(characters))
    plain = " ".join((_HIDDEN.sub("", text) if hidden else text).split()).casefold()
    signs = {
        "instruction": _instructs(plain),
        "template": bool(_BRACKETS.search(characters) and _TEMPLATE.search(text)),
        "json": bool(_QUOTES.search(characters) and _JSON.search(text)),
        "boundary": any(hint in plain for hint in _BOUNDARY_HINTS) and bool(_BOUNDARY.search(text)),
        "hidden characters": hidden,
        "mixed alphabets": bool(_OTHER_ALPHABET.search(characters) and _MIXED.search(text)),
    }
    return tuple(name for name, there in signs.items() if there)


def _instructs(lower: str) -> bool:
    for begins, pattern in _INSTRUCTIONS:
        for word in begins:
            at = lower.find(word)  # most words are nowhere: no more is done for them
            while at >= 0:
                if (not at or not lower[at - 1].isalnum()) and pattern.match(lower, at):
                    return True
                at = lower.find(word, at + 1)
    return False
