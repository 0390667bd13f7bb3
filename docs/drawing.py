"""The drawing of how flows start each other, as SVG: flows in columns, each right of those that start it."""

from collections.abc import Sequence
from html import escape

_WIDTH, _HEIGHT, _GAP_X, _GAP_Y, _MARGIN = 190, 34, 90, 22, 20


def drawing_of_flows(edges: Sequence[tuple[str, str, str]]) -> str:
    """A picture of `edges` (flow, event, flow that the event starts)."""
    pairs = sorted({(source, target) for source, _, target in edges})
    columns = _columns(pairs)
    places = {
        name: (_MARGIN + column * (_WIDTH + _GAP_X), _MARGIN + row * (_HEIGHT + _GAP_Y))
        for column, names in enumerate(columns)
        for row, name in enumerate(names)
    }
    width = 2 * _MARGIN + len(columns) * (_WIDTH + _GAP_X) - _GAP_X
    height = 2 * _MARGIN + max(len(names) for names in columns) * (_HEIGHT + _GAP_Y)
    lines = [_line(places[source], places[target]) for source, target in pairs]
    boxes = [_box(name, *place) for name, place in places.items()]
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        'font-family="sans-serif" font-size="13">'
    )
    arrow = (
        '<defs><marker id="end" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0,0 L8,4 L0,8 z" fill="#5c6bc0"/></marker></defs>'
    )
    return "\n".join([head, arrow, *lines, *boxes, "</svg>"])


def _columns(pairs: Sequence[tuple[str, str]]) -> list[list[str]]:
    """Flows by their distance from a flow that nothing starts; an arrow that runs back does not move a flow."""
    names = sorted({name for pair in pairs for name in pair})
    depth = {name: 0 for name in names if all(target != name for _, target in pairs)}
    waiting = list(depth)
    while waiting:
        source = waiting.pop(0)
        for target in sorted(target for start, target in pairs if start == source and target not in depth):
            depth[target] = depth[source] + 1
            waiting.append(target)
    rest = max(depth.values(), default=0)
    return [[name for name in names if depth.get(name, rest) == column] for column in range(rest + 1)]


def _box(name: str, x: int, y: int) -> str:
    shape = f'<rect x="{x}" y="{y}" width="{_WIDTH}" height="{_HEIGHT}" rx="6" fill="#e8eaf6" stroke="#3f51b5"/>'
    text = f'<text x="{x + _WIDTH // 2}" y="{y + 22}" text-anchor="middle" fill="#1a237e">{escape(name)}</text>'
    return f'<a href="{escape(name)}.html">{shape}{text}</a>'


def _line(start: tuple[int, int], end: tuple[int, int]) -> str:
    """A curve from the right of a box to the left of another; one that runs back leaves on the left."""
    x1, y1 = start[0] + _WIDTH, start[1] + _HEIGHT // 2
    x2, y2 = end[0], end[1] + _HEIGHT // 2
    bend = (x1 + x2) // 2
    if end[0] < start[0]:
        x1, x2 = start[0], end[0] + _WIDTH
        bend = (x1 + x2) // 2
    elif end[0] == start[0]:
        x2, bend = x1, x1 + _GAP_X // 2
    curve = f"M{x1},{y1} C{bend},{y1} {bend},{y2} {x2},{y2}"
    return f'<path d="{curve}" fill="none" stroke="#5c6bc0" marker-end="url(#end)"/>'
