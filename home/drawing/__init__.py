"""Pictures grown from a field of work and a seed, usually the code of an initiative.

The same field and seed give the same picture in every process and on every version of Python, so no picture
is stored and no photograph, hence nobody's consent, is needed. A picture speaks in five roles of colour (see
:class:`~home.drawing.canvas.Role`): inline, the stylesheet fills them; in a file of its own, a fixed light
palette.
"""

from home.drawing.composition import FIGURES, compose_lost, compose_pattern, compose_portrait
from home.drawing.pictures import lost_pattern, pattern, pattern_file, portrait, portrait_file
from home.drawing.vocabularies import VOCABULARIES

__all__ = [
    "FIGURES",
    "VOCABULARIES",
    "compose_lost",
    "compose_pattern",
    "compose_portrait",
    "lost_pattern",
    "pattern",
    "pattern_file",
    "portrait",
    "portrait_file",
]
