"""How the page looks: every pair of colours has a contrast of at least 4.5 to 1, and none says anything alone."""

from typing import Final

STYLE: Final = """\
:root { --good: #1a7f37; --bad: #cf222e; --size: #0969da; --base: #8c959f; --badrow: #fff5f5; --goodrow: #dafbe1; }
@media (prefers-color-scheme: dark) { :root {
--good: #57d364; --bad: #ff7b72; --size: #4493f8; --base: #656c76; --badrow: #2a1517; --goodrow: #12301c; } }
body { background: Canvas; color: CanvasText; overflow-wrap: break-word; }
h1 { margin-bottom: 0; } h1 + p { margin-top: .2rem; }
section { border-top: 2px solid var(--line); margin-top: 3rem; } h2 { margin-bottom: 0; } h2 + p { margin-top: .2rem; }
table { width: 100%; margin: 1.5rem 0; }
caption { text-align: left; font-size: 1.25rem; font-weight: 600; padding-bottom: .3rem; }
th { text-align: left; font-weight: 600; } thead th { color: var(--dim); font-weight: 400; }
.checks { table-layout: fixed; } .checks th:first-child { width: 30%; } td small, th small { display: block; }
th small { font-weight: 400; padding-left: 1.4rem; } .layers small { display: inline; white-space: nowrap; }
.mark { display: inline-block; width: 1.4em; font-weight: 700; }
.kept { color: var(--good); } .broken { color: var(--bad); } .skipped, .none { color: var(--dim); }
.broken-row { background: var(--badrow); } .skipped-row td, .skipped-row th { color: var(--dim); font-weight: 400; }
.heard { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.counts { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .5rem 2rem; }
.counts b { font-size: 1.6rem; font-variant-numeric: tabular-nums; }
.finding, .fix { margin: .4rem 0; } code, pre { font: .875em/1.45 ui-monospace, monospace; }
code { overflow-wrap: anywhere; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: .4rem 0; padding: .6rem .8rem; }
.number { text-align: right; white-space: nowrap; width: 1%; }
.bar { display: block; height: .5rem; min-width: 2px; margin: .25rem 0 .1rem; border-radius: 2px; }
.bar { background: var(--size); } .base { background: var(--base); }
@media (max-width: 34rem) { th, td { padding: .35rem .4rem; } .checks th:first-child { width: 36%; } }
@media print { body { margin: 0; max-width: none; font-size: 11pt; } tr, pre { break-inside: avoid; }
.bar, .broken-row { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
"""
