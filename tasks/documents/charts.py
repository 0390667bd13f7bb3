"""Charts in one style: figures of HTML with title, unit and legend as text, and an SVG that needs no network.

They are narrow, so that their letters stay readable on a telephone: a page sets them side by side where it is wide.
Title and legend are text of the page, which wraps and has its fonts, in every language.
"""

import io
import re
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil
from typing import Any

import matplotlib as mpl
import pandas as pd
from babel.numbers import format_compact_decimal
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sql.terms import Language
from tasks.documents.columns import letters

LANE_COLOURS = {"low": "#7fb285", "medium": "#e9b44c", "high": "#c8553d"}
INK, SIGNAL, PALE, EARLIER = "#274060", "#c8553d", "#9fb1c4", "#e9b44c"
_GRID, _TEXT = "#e3e8ed", "#22303c"
_FONTS = "system-ui, 'Noto Sans', 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"
_WIDTH, _HEIGHT = 4.8, 2.3  # inches; 346 units of the SVG across
_LETTERS = 9.5  # units: as large on a telephone of 400 px
_MOST_LABELS = 7  # texts that stand side by side without touching
_LONGEST_LABEL = 20  # letters of a text beside a bar
_MOST_VALUES_TOLD = 60  # in the alternative text
_FEW = 100  # below it decimals are told
_LONG_NUMBER = 10_000  # from here on 25,000 is shown as 25K, and a million as 1M
# Set once and for all: to have them found for each chart takes as long as to draw it.
_MARGINS = {"left": 0.115, "right": 0.985, "top": 0.96, "bottom": 0.115}
_FONT_FAMILY = re.compile(r"font-family: [^;]*;")
_METADATA = re.compile(r"\s*<metadata>.*?</metadata>", re.DOTALL)

# Letters of charts stay text, which whoever shows the chart sets in a font that has them.
warnings.filterwarnings("ignore", r"Glyph \d+ .* missing from font", UserWarning)


@dataclass(frozen=True)
class Reference:
    """A line that values are compared with, and what it is called."""

    value: float
    name: str


def stacked_bars(
    frame: pd.DataFrame, colours: Mapping[str, str], title: str, unit: str, language: Language = Language.ENGLISH
) -> str:
    """Figure of stacked bars: one bar per index label, one layer per column of `frame` in the order of `colours`.

    language: of long numbers, as in the other figures; all other texts are in it already.
    """
    drawn, axes = _canvas(_HEIGHT)
    base = pd.Series(0.0, index=frame.index)
    for name, colour in colours.items():
        axes.bar(range(len(frame)), frame[name], bottom=base, color=colour, width=0.8)
        base = base + frame[name]
    _label_positions(axes, [str(label) for label in frame.index])
    _upright(axes, float(base.max()) if len(base) else 0.0, language)
    return _figure(drawn, title, unit, colours if len(colours) > 1 else {}, frame[list(colours)])


def year_on_year(
    frame: pd.DataFrame,
    title: str,
    unit: str,
    names: tuple[str, str],
    partial: str = "",
    language: Language = Language.ENGLISH,
) -> str:
    """Figure of bars by month beside the same months of the year before, which are marks.

    frame: by month as text: now, before (missing where not known). names: of both columns. partial: what to call the
    last bar where its month is not over; it is pale.
    """
    drawn, axes = _canvas(_HEIGHT)
    colours = [INK] * len(frame)
    if partial and colours:
        colours[-1] = PALE
    axes.bar(range(len(frame)), frame["now"], color=colours, width=0.7)
    axes.plot(range(len(frame)), frame["before"], "_", color=EARLIER, markersize=15, markeredgewidth=3)
    _label_positions(axes, [str(label) for label in frame.index])
    _upright(axes, float(frame[["now", "before"]].max().max()) if len(frame) else 0.0, language)
    legend = {names[0]: INK, **({partial: PALE} if partial else {}), names[1]: EARLIER}
    return _figure(drawn, title, unit, legend, frame.rename(columns=dict(zip(("now", "before"), names, strict=True))))


def lines(frame: pd.DataFrame, title: str, unit: str, language: Language = Language.ENGLISH) -> str:
    """Figure of lines over the index labels of `frame`, one per column."""
    drawn, axes = _canvas(_HEIGHT)
    palette = [INK, SIGNAL, EARLIER, LANE_COLOURS["low"]]
    legend = {str(name): palette[number % len(palette)] for number, name in enumerate(frame.columns)}
    for name, colour in zip(frame.columns, legend.values(), strict=True):
        axes.plot(range(len(frame)), frame[name], marker="o", markersize=3, color=colour)
    _label_positions(axes, [str(label) for label in frame.index])
    _upright(axes, float(frame.max().max()) if len(frame) else 0.0, language)
    return _figure(drawn, title, unit, legend if len(legend) > 1 else {}, frame)


def ranking(
    frame: pd.DataFrame, colours: Mapping[str, str], title: str, unit: str, language: Language = Language.ENGLISH
) -> str:
    """Figure of bars that lie one below the other, by index label, the first at the top; else as `stacked_bars`."""
    drawn, axes = _lying([str(label) for label in frame.index])
    base = pd.Series(0.0, index=frame.index)
    for name, colour in colours.items():
        axes.barh(range(len(frame)), frame[name], left=base, color=colour, height=0.7)
        base = base + frame[name]
    most = float(base.max()) if len(base) else 0.0
    axes.set_xlim(0, 1.06 * most if most > 0 else 1)
    _shorten_numbers(axes.xaxis, axes.get_xlim()[1], language)
    return _figure(drawn, title, unit, colours if len(colours) > 1 else {}, frame[list(colours)])


def pairs(
    frame: pd.DataFrame, colours: Mapping[str, str], title: str, unit: str, language: Language = Language.ENGLISH
) -> str:
    """Figure of two values per index label, joined by a line: where a thing is, and where it should go."""
    drawn, axes = _lying([str(label) for label in frame.index])
    (first, one), (second, other) = colours.items()
    axes.hlines(range(len(frame)), frame[first], frame[second], color=PALE, linewidth=2)
    axes.plot(frame[first], range(len(frame)), "o", color=one, markersize=6)
    axes.plot(frame[second], range(len(frame)), "o", color=other, markersize=6)
    most = float(frame[[first, second]].max().max()) if len(frame) else 0.0
    axes.set_xlim(0, 1.06 * most if most > 0 else 1)
    _shorten_numbers(axes.xaxis, axes.get_xlim()[1], language)
    return _figure(drawn, title, unit, colours, frame[[first, second]])


def rates_with_intervals(frame: pd.DataFrame, title: str, unit: str, reference: Reference | None = None) -> str:
    """Figure of shares with their intervals: `frame` holds label, value, low, high; `reference` is drawn as a line."""
    drawn, axes = _lying([str(label) for label in frame["label"]])
    # A bound that equals its value may miss it by a rounding error.
    spread = [(frame["value"] - frame["low"]).clip(lower=0), (frame["high"] - frame["value"]).clip(lower=0)]
    axes.errorbar(frame["value"], range(len(frame)), xerr=spread, fmt="o", color=INK, markersize=5, capsize=3)
    most = max([float(frame["high"].max()) if len(frame) else 1.0, reference.value if reference else 0.0])
    axes.set_xlim(0, min(1.02, 1.08 * most) if most > 0 else 1)
    axes.xaxis.set_major_formatter(mpl.ticker.PercentFormatter(1.0, decimals=0))
    if reference is not None:
        axes.axvline(reference.value, color=SIGNAL, linestyle="--", linewidth=1.2)
    legend = {} if reference is None else {f"{reference.name}: {reference.value:.1%}": SIGNAL}
    told = frame.set_index("label")[["value", "low", "high"]] * 100
    return _figure(drawn, title, unit, legend, told.round(1))


def _canvas(height: float, **margins: float) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(_WIDTH, height))
    axes = figure.subplots(gridspec_kw=_MARGINS | margins)
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(PALE)
    axes.tick_params(labelsize=_LETTERS, color=PALE, labelcolor=_TEXT)
    axes.set_axisbelow(True)
    return figure, axes


def _lying(labels: Sequence[str]) -> tuple[Figure, Axes]:
    """A canvas with a row per label, the first at the top."""
    height = 0.45 + 0.25 * max(1, len(labels))
    figure, axes = _canvas(height, left=0.335, right=0.965, top=1 - 0.06 / height, bottom=0.3 / height)
    axes.set_yticks(range(len(labels)), [_shortened(label) for label in labels])
    axes.set_ylim(max(1, len(labels)) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.grid(axis="x", color=_GRID)
    return figure, axes


def _shortened(label: str) -> str:
    if letters(label) <= _LONGEST_LABEL:
        return label
    while letters(label) > _LONGEST_LABEL - 1:
        label = label[:-1]
    return label.rstrip() + "…"


def _label_positions(axes: Axes, labels: Sequence[str]) -> None:
    step = max(1, ceil(len(labels) / _MOST_LABELS))
    axes.set_xticks(range(0, len(labels), step), labels[::step])


def _upright(axes: Axes, most: float, language: Language = Language.ENGLISH) -> None:
    axes.set_ylim(0, 1.06 * most if most > 0 else 1)
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.grid(axis="y", color=_GRID)
    axes.tick_params(axis="y", length=0)
    _shorten_numbers(axes.yaxis, axes.get_ylim()[1], language)


def _shorten_numbers(axis: Any, most: float, language: Language = Language.ENGLISH) -> None:
    if most >= _LONG_NUMBER:
        axis.set_major_formatter(
            lambda value, _: format_compact_decimal(value, locale=str(language), fraction_digits=1)
        )


def _figure(figure: Figure, title: str, unit: str, legend: Mapping[str, str], told: pd.DataFrame) -> str:
    marks = "".join(
        f'<span class="mark"><span style="color: {colour}">■</span> {escape(name)}</span> '
        for name, colour in legend.items()
    )
    label = escape(f"{title} ({unit}). {_in_words(told)}", quote=True)
    svg = _svg(figure).replace("<svg ", f'<svg role="img" aria-label="{label}" ', 1)
    return (
        f'<div class="chart"><p class="chart-title">{escape(title)}</p>'
        f'<p class="chart-legend"><span class="mark">{escape(unit)}</span> {marks}</p>{svg}</div>'
    )


def _in_words(told: pd.DataFrame) -> str:
    """The values for who does not see the chart; the last ones where there are many."""
    last = told.tail(max(1, _MOST_VALUES_TOLD // max(1, len(told.columns))))
    return "; ".join(
        f"{label}: " + ", ".join(f"{name} {_plain(value)}" for name, value in row.items())
        for label, row in last.to_dict("index").items()
    )


def _plain(value: Any) -> str:
    if pd.isna(value):
        return "–"
    return f"{value:,.4g}" if abs(value) < _FEW else f"{value:,.0f}"


def _svg(figure: Figure) -> str:
    buffer = io.StringIO()
    with (
        mpl.rc_context({"svg.hashsalt": "customs-risk", "svg.fonttype": "none", "font.family": "sans-serif"}),
        warnings.catch_warnings(),
    ):
        # Text stays text: whoever opens the chart has fonts for it, also where this machine has none for Chinese.
        warnings.filterwarnings("ignore", "Glyph .* missing from font")
        figure.savefig(buffer, format="svg", metadata={"Date": None}, transparent=True)
    text = buffer.getvalue()
    return _FONT_FAMILY.sub(f"font-family: {_FONTS};", _METADATA.sub("", text[text.index("<svg") :]))
