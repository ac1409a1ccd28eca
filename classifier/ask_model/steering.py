"""Look for words that try to steer a reader of letters: a machine's labels of such a letter go to a person.

The signs are coarse on purpose. A sign says nothing about the labels; it only keeps them from being accepted
unseen. Nothing is taken out of the letter.
"""

import re

_INSTRUCTION = re.compile(
    r"\b(?:automated?|machine|ai|llm|language[- ]model|software|computer|bot)s?[\s-]+(?:readers?|systems?|assistants?|tools?|processing|models?|reviewers?|"
    r"classifiers?|agents?)\b[^.\n]{0,80}?\b(?:must|shall|(?:are|is) (?:to|asked|instructed|required)|mark|label|treat|record|code|classify|ignore|"
    r"output)\b"
    r"|\b(?:ignore|disregard|forget|override)\b[^.\n]{0,40}\b(?:instructions?|rules?|codebook|prompts?|guidance|directions?|the above|everything)\b"
    r"|\b(?:mark|label|code|classify|record|treat|set|score|tag|categorise|categorize)\b[^.\n]{0,60}\b(?:as|to|with)\s+[\"'“‘`]?(?:not[\s_-]+(?:held|applicable)|held|partial|n/?a|yes|no|undetermined|\w+_\w+)\b"
    r"|\b(?:you are|act as|pretend to be)\b[^.\n]{0,30}\b(?:ai|assistant|language model|classifier|annotator|coder|labell?er)\b"
    r"|\b(?:new|updated|revised|additional|further)\s+(?:system\s+)?(?:instructions?|prompt|codebook)\b[^.\n]{0,20}[:;]"
    r"|\b(?:instructions?|notes?|message)\s+(?:to|for)\s+(?:the\s+|any\s+|all\s+)?(?:\w+\s+)?(?:ai|assistant|model|machine|classifier|annotators?|coders?|labell?ers?|parsers?|systems?|software)\b"
    r"|\b(?:codebook|taxonomy)\b|\b(?:the|your)\s+(?:json|json schema|reply format|system prompt)\b|\bconfidence\s+(?:of\s+)?(?:1(?:\.0+)?|100)\b",
    re.IGNORECASE,
)
_TEMPLATE = re.compile(r"\{\{|\}\}|\{%|%\}|<%|%>|\$\{")
_JSON = re.compile(r"[{,]\s*[\"“”'][\w ]{1,40}[\"“”']\s*:")
_BOUNDARY = re.compile(
    r"-{4,}\s*(?:BEGIN|END|PASSAGES|SYSTEM|USER)\b|^\s*(?:#{1,3}\s*)?(?:system|assistant|user|developer)\s*:\s*\S"
    r"|<\|[\w ]+\|>|\[/?(?:INST|SYS|SYSTEM)\]|</?(?:system|assistant|user|instructions?|letter|document|prompt)>|={3,}\s*(?:system|user)\s*={3,}",
    re.IGNORECASE | re.MULTILINE,
)
_HIDDEN = re.compile("[\u200b\u200c\u2060-\u2064\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")
_HOMOGLYPH = re.compile(r"(?=\w*[a-zA-Z])\w*[\u0370-\u03ff\u0400-\u04ff]\w*")
_SIGNS = {
    "instruction": _INSTRUCTION,
    "template": _TEMPLATE,
    "json": _JSON,
    "boundary": _BOUNDARY,
    "hidden characters": _HIDDEN,
    "mixed alphabets": _HOMOGLYPH,
}


def steering_signs(text: str) -> tuple[str, ...]:
    """Return the kinds of steering that a letter shows signs of, in a fixed order; empty for an ordinary letter.

    Kinds: instruction, template, json, boundary, hidden characters, mixed alphabets.
    """
    plain = " ".join(_HIDDEN.sub("", text).split())
    return tuple(name for name, sign in _SIGNS.items() if sign.search(plain if name == "instruction" else text))
