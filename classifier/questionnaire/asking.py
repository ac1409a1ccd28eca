"""What a question asks for, by its words: a yes or no, a number, a document, a name, or an explanation."""

import re

from classifier.questionnaire.questions import Asks

_ASKS: tuple[tuple[Asks, str], ...] = (
    ("whether", r"^(if (yes|no|so|not)\b[^,]{0,30}, )?(do|does|did|has|have|had|is|are|was|were) (you|your|the|there|any|it|this|these|a|an|staff|students?|patients?|residents?)\b(?!.{0,80}\b(how many|copy of))"),
    ("document", r"\b(cop(y|ies)|attach|supply|provide|send)\b.{0,60}\b(cop(y|ies)|polic|document|procedure|guidance|contract|assessment|notice|statement|material|report|minutes|template|form|strateg|agreement|analys[ie]s|survey|business case|plans?\b(?! to\b))"),
    ("document", r"\b(cop(y|ies) of|please attach)\b"),
    ("document", r"^(the |any |relevant )?(\[.*?\] ?)?(\w+ ){0,6}(impact assessments?|privacy (policy|notice)|training materials?|equality (impact )?assessment|contract|evaluation|policy|notice|order form)\b(?!.*\?)"),
    ("document", r"^(the |any |all |your |relevant )?(minutes|notes|reports?|survey|summary|correspondence|e-?mails|agreements?|protocols?|guidance|procedures?|strateg\w+|business case|agendas?)\b(?!.*\?)"),
    ("name", r"^(the |any |all )?(\w+ (and|or) )?(makers?|models?|makes?|manufacturers?|suppliers?|vendors?|providers?|contractors?|software|products?|systems?|brands?|compan(y|ies))\b(?!.*\?)"),
    ("how_many", r"\b(how (many|much|often)|the (total |annual )?(numbers?|costs?|amounts?|spend|figures?) of|what\b.{0,50}\b(cost|spend|spent|number|total|paid)|confirm the number|state the number|number of|^the (total |annual )?(cost|costs|price|amount|number|total)|annual (cost|spend))\b"),
    ("name", r"\b(what|how) (is|are|was|were) (?!.{0,60}\bhow many\b)[^.?]{2,40}\b(called|named)\b"),
    ("name", r"(?:^|[,;:(?.] ?|\b(?:and|or|say|state|tell us|confirm|specify|explain|of|by|from|to|with|about) )whom?\b|\b(name|names|(?<!for )(?:which|what) (?:(?!(?:is|are|was|were|do|does|did|has|have|the|your|each|every)\b)[\w-]+ ){0,2}(?:firms?|agenc(?:y|ies)|agents?|apps?|bod(?:y|ies)|contractors?|vendors?|makers?|brands?|software|systems?|tools?|services?)|which (compan\w*|suppliers?|providers?|products?|officers?|committees?|organi\w+|social media|platforms?|departments?|teams?)|list each|list all|list the|specify which|identify|to which)\b"),
    ("whether", r"^(if (yes|no|so|not)\b[^,]{0,30}, )?(please )?((confirm|state|say|specify|advise|tell me|indicate)\s+(whether|if)|whether)\b"),
    ("whether", r"(^|[.?!)] |, )(do|does|did|has|have|had|is|are|was|were|can|could|will|would|may) (you|your|the|there|any|it|this|these|social|a|an|students?|staff|council|university|institution)\b"),
    ("whether", r"\bplease (confirm|state|say|advise|indicate) (whether|if|that)\b"),
    ("whether", r"^(do|does|did|has|have|had|is|are|was|were) [^?]*\?"),
    ("whether", r"^(if (yes|no|so|not)\b[^,]{0,30}, )?(must|should|shall|can|could|will|would|may|need) (?!you (please |kindly )?(tell|give|send|say|let|explain|provide|list|describe))\w+ [^?]*\?"),
    ("whether", r"^(?!(?:if \w+, )?(?:for )?(?:what|how|which|who|whom|when|where|why)\b)[^?]{0,60}\b(has|have|had|do|does|did|is|are|was|were) (anybody|anyone|somebody|someone|either|each|all|every)\b[^?]*\?"),
)  # fmt: skip

_HAS_DOCUMENT = re.compile(  # "Do you have a policy on this? If so, please send a copy": no is "we do not hold one"
    r"(?:if [^,?]{2,40}, )?(?:(?:do|does) (?:you|your|the|it)\b[^?]{0,30}\b(?:have|hold|keep)|(?:have|has) (?:you|your|the|it)\b[^?]{0,30}\b(?:got|adopted)|(?:is|are) there)\b"
    r"[^?]{0,60}\b(?:polic(?:y|ies)|procedures?|guidance|guidelines|protocols?|strateg(?:y|ies)|impact assessments?|risk assessments?|agreements?|contracts?|codes? of practice|action plans?)\b[^?]*\?"
    r".*\b(?:cop(?:y|ies)|attach|send|provide|supply|enclose|disclose)\b"
)
_SENTENCE_END = re.compile(r"(?<=[\w)][.?])\s")
_REMARK = re.compile(r"\([^)]{12,}\)")


def asks(text: str) -> Asks:
    """Return what a question asks for, by its words; `explain` where none of the other kinds shows."""
    lowered = " ".join(text.lower().split())
    if _HAS_DOCUMENT.match(lowered):
        return "document"
    main = _SENTENCE_END.split(_REMARK.sub("", lowered), maxsplit=1)[0]
    for part in (main, lowered):
        for kind, pattern in _ASKS:
            if re.search(pattern, part):
                return kind
    return "explain"
