"""What looks like the number of somebody's identity document. Pure; it warns, people decide.

The system holds activities, never cases: such a number has no place in a report.
"""

import re

# A word that announces a document, then digits; or seven to nine digits alone, as national documents have.
ANNOUNCED = re.compile(
    r"\b(?:d\.?\s?n\.?\s?i|c\.?\s?i|c[ée]dula|carn[ée]t?|pasaporte|passport|documento|identidad|identity)\b\.?"
    r"[^\d\n]{0,20}(\d[\d.\- ]{4,13}\d)",
    re.I,
)
ALONE = re.compile(r"(?<![\w./,:-])(\d{7,9})(?![\w/,:-]|\.\d)")


def numbers_in(*texts: str) -> list[str]:
    """Each once, in the order in which they stand."""
    found = [
        match[1].strip() for text in texts for rule in (ANNOUNCED, ALONE) for match in rule.finditer(text)
    ]
    return list(dict.fromkeys(found))
