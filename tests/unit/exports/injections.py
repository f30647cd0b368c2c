"""Text that would become a formula, markup, a link or a command if an output let it."""

from __future__ import annotations

FORMULAS = (
    "=1+1",
    "+cmd|' /C calc'!A0",
    "@SUM(A1:A9)",
    "-2+3",
    '=HYPERLINK("http://example.com","click")',
    "\t=1+1",
    "\r=1+1",
    "  =1+1",
    "\u00a0@SUM(1)",
    "\u202e=1+1",
    "\ufeff=1+1",
    "＝1+1",
    "fine;=1+1;fine",
    "first line\n=1+1",
)
MARKUP = (
    "<script>alert(1)</script>",
    "javascript:alert(1)",
    "]]></title><img src=x onerror=alert(1)>",
    "&lt;b&gt; & 'quotes' \"double\"",
    "http://example.com/?a=1",
    "internal:'Results'!A1",
    "{{ 7 * 7 }} ${7*7}",
)
ODD = (
    "bell\x07 escape\x1b[31m null\x00 delete\x7f",
    "abc\u202edef\u200f",
    "not in XML \ufffe\uffff",
    "long " * 9000,
    "comma, \"quote\", 'apostrophe'",
)
CORPUS = FORMULAS + MARKUP + ODD
