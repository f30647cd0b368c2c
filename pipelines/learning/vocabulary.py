"""The words that a reworded sentence may and may not use. Lists only; checker.py says how they are used.

A word of the template itself, or of a name in it, is always allowed.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# They say why; a figure cannot.
CAUSAL = _words(
    "because due thanks owing cause causes caused causing led leads leading drove driven drives driving "
    "result results resulted resulting effect effects affect affected impact impacts impacted "
    "attributable attributed explain explains explained explaining contributed contributes contributing "
    "helped helps helping made makes making boosted boosts therefore thus hence consequently thereby "
    "through reflects reflecting shows proves proved proof success successful"
)
CAUSAL_PHRASES = (
    "so that",
    "as a result",
    "in response",
    "on account of",
    "made possible",
    "thanks to",
    "due to",
)
NUMBER_WORDS = _words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands "
    "million millions dozen dozens once twice thrice double doubled triple tripled half halved third thirds quarter "
    "quarters fifth first second percent percentage score pair both"
)
QUANTITY = _words(
    "most many majority minority few several some all every each none nearly almost about around roughly "
    "approximately over under significantly significant dramatically dramatic sharply sharp slightly "
    "slight substantially substantial considerably considerable strongly strong steeply steep steadily "
    "steady clearly clear remarkably remarkable largely mostly mainly only merely just much far very "
    "highly record best worst always again still consistently"
)
NEGATIONS = _words("not no never nor neither nobody nothing without cannot hardly barely")
UP = _words(
    "up rose rise rises risen rising higher more grew grown growing growth increase increased increases "
    "above gained"
)
DOWN = _words(
    "down fell fall falls fallen falling lower less fewer decrease decreased decreases dropped drop below "
    "shrank"
)
BETTER = _words("improved improve improves improvement better progress gains")
WORSE = _words("worse worsened worsening declined decline deteriorated setback")
# How a figure stands beside its target or its past; none of these may come or go.
STANDING = _words("behind meets meet met pace ahead reached")
# Connecting words that change nothing of what is said.
NEUTRAL = _words(
    "a an the and or but while whereas with of in on at by for from to as than then that this these those "
    "it its they their them there is are was were be been being has have had stood stands stand standing "
    "came come comes went goes go moved moves move changed change changes compared against beside between "
    "among year years period periods before earlier previous previously year's after now until since when "
    "where which who whom whose what how would could will can figure figures share rate number value "
    "level measure people person group groups reported reports report counted count counts set aims aim "
    "aimed target goal gap difference distance points point same also too here our us we initiative "
    "partners partner program programs latest recent recently last next start starting ended ending shown "
    "remains remained stayed remain"
)
