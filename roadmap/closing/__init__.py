"""Period closings: the only place that makes them, their signatures, their seals, and what is bound to them.

- `proposing`: a party proposes the figures of a cutoff date, or takes the proposal back
- `signing`: the offices sign; `sealing`: what the last signature seals, as canonical text
- `overtaking`: figures that changed while a closing waited for signatures make it void
- `unilateral`: what a party puts on record alone where the other did not sign within the term
- `papers`: the document signed by hand; `told`: who gets a letter
- `state_signatures`: the PDF signed with the states' own certificates, verified; `signature_words`: what was found
- `standing`: who has signed, who has to, until when

Nothing is changed or deleted here: every verb adds rows. What users read comes out as IllegalTransition, OutOfDate
or Django's ValidationError.
"""

from roadmap.closing.overtaking import fallen, void_overtaken, why_of
from roadmap.closing.papers import bind_paper
from roadmap.closing.proposing import closable, propose, withdraw
from roadmap.closing.signing import FACTORS, PASSWORD, Remark, activities_in, sign
from roadmap.closing.standing import required, sign_by, state, term_is_over
from roadmap.closing.state_signatures import heads_of, keep_originals, record_check, upload_signed
from roadmap.closing.unilateral import answer_unilateral, can_declare, declare_unilateral

__all__ = [
    "FACTORS",
    "PASSWORD",
    "Remark",
    "activities_in",
    "answer_unilateral",
    "bind_paper",
    "can_declare",
    "closable",
    "declare_unilateral",
    "fallen",
    "heads_of",
    "keep_originals",
    "propose",
    "record_check",
    "required",
    "sign",
    "sign_by",
    "state",
    "term_is_over",
    "upload_signed",
    "void_overtaken",
    "why_of",
    "withdraw",
]
