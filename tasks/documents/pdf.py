"""Pages as PDF: the same HTML that a browser shows, set for paper, with Chinese and Korean and without network.

xhtml2pdf stays: typst reads no HTML and brings no Chinese fonts, weasyprint needs libraries that PyPI does not have.
"""

import logging
import re
from base64 import b64encode
from html import escape, unescape
from io import BytesIO
from pathlib import Path
from threading import Lock

from reportlab import rl_config
from reportlab.platypus.doctemplate import LayoutError
from xhtml2pdf import pisa
from xhtml2pdf.config.resources import ResourceAccessPolicy

from tasks.documents.columns import with_column_widths

LATIN, CHINESE = "Helvetica", "STSong-Light"  # every PDF reader brings both: nothing is embedded
_STYLES = (Path(__file__).parent / "print.css").read_text(encoding="utf-8")
_SCREEN_STYLE = re.compile(r'<style(?![^>]*media="print")[^>]*>.*?</style>', re.DOTALL)
_CHART = re.compile(r"<svg.*?</svg>", re.DOTALL)
_CHART_TEXT = re.compile(r"(<text\b[^>]*?font-family: )([^;]*)(;[^>]*>)([^<]*)")
_SCROLLING = re.compile(r"""(<div\b[^>]*?) style=(["']).*?\2""")  # great-tables' frame for narrow screens
_PAGE_LANGUAGE = re.compile(r'(<(?:html|body)\b[^>]*?) lang="[^"]*"')
_CHINESE_BLOCK = re.compile(r"<(p|td|th|li|dt|dd|h[1-4])\b([^>]*)>(?=[^<]*[\u2e80-\uffdc])")  # broken anywhere
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_OWN_CONTENT_ALONE = ResourceAccessPolicy(allow_remote=False, base_dir=None)
_ONE_AT_A_TIME = Lock()  # the registries of fonts below are shared by all threads

rl_config.invariant = 1  # no time of day in a file: the same page makes the same bytes
logging.getLogger("xhtml2pdf").setLevel(logging.ERROR)  # it tells of every style that paper has no use for
logging.getLogger("svglib").setLevel(logging.ERROR)


class UnprintablePageError(ValueError):
    """A page that could not be set; the text says so."""


def pdf_of(html: str) -> bytes:
    """A page as PDF, A4, with its title and page numbers at the foot of each sheet.

    Styles of the screen give way to those of print.css; `<style media="print">` adds to them. Inline SVG becomes
    pictures, headings of tables are repeated on each sheet. Nothing is fetched from anywhere. The same page makes the
    same bytes. Raises UnprintablePageError.
    """
    found = _TITLE.search(html)
    title = unescape(found.group(1)).strip() if found else ""
    foot = (
        f'<div id="sheet-foot"><table><tr><td>{escape(title)}</td>'
        '<td align="right"><pdf:pagenumber> / <pdf:pagecount></td></tr></table></div>'
    )
    page = _SCROLLING.sub(r"\1", _SCREEN_STYLE.sub("", html))
    page = _CHART.sub(_as_picture, with_column_widths(page)).replace("<table", '<table repeat="1"')
    page = _CHINESE_BLOCK.sub(r'<\1 lang="zh"\2>', _PAGE_LANGUAGE.sub(r"\1", page))
    page = page.replace("</head>", f"<style>{_STYLES}</style></head>", 1)
    page = re.sub(r"<body[^>]*>", lambda body: body.group(0) + foot, page, count=1)
    target = BytesIO()
    unprintable = UnprintablePageError(f"the page {title or 'without a title'} could not be set as PDF")
    try:
        with _ONE_AT_A_TIME:
            made = pisa.CreatePDF(page, dest=target, encoding="utf-8", resource_policy=_OWN_CONTENT_ALONE)
    except LayoutError:
        raise unprintable from None
    if made.err:
        raise unprintable
    return target.getvalue()


def _as_picture(chart: re.Match[str]) -> str:
    svg = _CHART_TEXT.sub(_in_printers_fonts, chart.group(0))
    return f'<img class="chart" src="data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}" />'


def _in_printers_fonts(text: re.Match[str]) -> str:
    before, _, after, written = text.groups()
    return f"{before}{LATIN if written.isascii() else CHINESE}{after}{written}"
