"""Writing a drawing as SVG."""

from django.utils.html import escape

from home.drawing.canvas import Drawing
from home.drawing.palettes import palette

__all__ = ["inline", "standalone"]


def _frame(drawing: Drawing) -> str:
    return f'viewBox="0 0 {drawing.width} {drawing.height}" width="{drawing.width}" height="{drawing.height}"'


def inline(
    drawing: Drawing, label: str = "", classes: str = "art", extra: str = "", light: bool = False
) -> str:
    """Write for use inside a page: the stylesheet fills the classes.

    With ``label`` the picture is announced under that name; without, it is ornament. ``extra`` is trusted SVG
    painted on top. ``light`` keeps the light palette on a dark page.
    """
    attributes = [f'class="{classes}"']
    if light:
        attributes.append('data-theme="light"')
    if drawing.field:
        attributes.append(f'data-field="{drawing.field}"')
    attributes += [_frame(drawing), 'preserveAspectRatio="xMidYMid slice"']
    named = f'role="img" aria-label="{escape(label)}"'
    attributes.append(named if label else 'aria-hidden="true" focusable="false"')
    body = "".join(f'<path class="{mark.role}" d="{mark.outline}"/>' for mark in drawing.marks)
    return f"<svg {' '.join(attributes)}>{body}{extra}</svg>"


def standalone(drawing: Drawing, label: str = "") -> str:
    """Write as a file of its own, with its colours in it."""
    colours = palette(drawing.field)
    title = f"<title>{escape(label)}</title>" if label else ""
    body = "".join(f'<path fill="{colours[mark.role]}" d="{mark.outline}"/>' for mark in drawing.marks)
    return f'<svg xmlns="http://www.w3.org/2000/svg" {_frame(drawing)}>{title}{body}</svg>'
