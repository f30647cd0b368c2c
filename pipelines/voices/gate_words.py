"""The closed lists of words that the quote gate reads by: titles, streets, months, numbers, words of grammar.

Here: words only. Not here: the rules (gate.py) and the list of all words (words/).
"""

from __future__ import annotations


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# Short forms and marks that everybody writes and no dictionary has.
SHORT_FORMS = frozenset(
    _words(
        "i s t am pm hr hrs min mins etc eg ie ok app apps tv covid internet email emails online website "
        "dont didnt doesnt wasnt isnt arent werent hasnt havent hadnt wont cant couldnt wouldnt shouldnt "
        "ive im youre theyre thats whats"
    )
)
# Of these, the ones that are written in any letters.
ANY_CASE = frozenset(_words("ok tv covid"))
# A name always follows these, and mostly these.
HONORIFICS = _words("mr mrs ms mx dr prof rev sgt")
TITLES = _words(
    "miss doctor sir dame madam lady lord sister brother father mother nurse reverend pastor professor teacher coach "
    "tutor mentor uncle aunt aunty auntie grandma grandpa nan officer captain sergeant rabbi imam"
)
CALLED = r"called|named|surname|name\s+is|name\s+was|names\s+are|names\s+were|name's"
MONTHS = _words(
    "jan feb mar apr jun jul aug sep sept oct nov dec january february march april may june july august september "
    "october november december"
)
NUMBERS = _words("oh zero nought one two three four five six seven eight nine double triple treble")
STREETS = _words(
    "street road avenue lane drive close court terrace crescent gardens boulevard way place st rd ave blvd"
)
# What may stand before a kind of street when none is named.
BEFORE_A_STREET = frozenset(
    _words(
        "the a an our my your their his her this that these those each every any some main busy same across down to by "
        "of and or side high back long short front next whole on in off cross safe wrong quiet two other one"
    )
)
# Words of grammar and of everyday that are somebody's name too: in small letters they are taken for the word.
GRAMMAR = frozenset(
    _words(
        "a an in my so to do he her you we us me go may will see many more than still just even rather else long "
        "old new good best better well said say little small young man men day days way back people child children "
        "service staff oh re via very she they too yes no now here there all am as at be by few our ours "
        "please thank thanks early always free high hard due big bad fair clear real able care given"
    )
)
# Of these, the ones that are surnames too often to stand behind a title.
GRAMMAR_SURNAMES = frozenset(
    _words(
        "long old new good best better little small young man day days way free fair high hard early care child"
    )
)
# Common words that are first names as often as words.
RATHER_NAMES = frozenset(
    _words(
        "mark bill grant faith hope joy drew guy miles king grace rose page summer autumn jack frank sue pat dawn "
        "sky ray gene rob art love"
    )
)
# Whom people thank without naming anybody.
THANKED = frozenset(
    _words(
        "you the all everyone everybody them him her my our your their this that these those each every god goodness "
        "staff both people team teachers nurses doctors drivers volunteers parents family friends"
    )
)
# Before a verb of the past, or after these words, a word that is also a name is taken for the name.
DEEDS = r"was|is|has|had|who|said|says|gave|came|took|made|went|did|does|told|kept|got|[a-z]{3,}ed"
BEFORE_A_NAME = (
    r"with|by|from|thank|thanks\s+to|thank\s+you\s+to|thank\s+you|especially|particularly|and\s+also"
)
BEFORE_A_PERSON = r"and|but|because|that|when|if|so|as|then|how|think|thought|hope|wish"
