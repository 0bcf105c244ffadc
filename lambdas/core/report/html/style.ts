/** Colours have a contrast of 4.5 to 1 at least on their ground, in light and dark. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: #fff; --raised: #f6f7f8; --line: #d8dce1; --ink: #16191d; --quiet: #57606a; --link: #0b57b8;
  --run: #2f6fb7; --verify: #2f6fb7; --plan: #8a939d; --good: #1a6e3c; --bad: #b3261e; --bar: #b8cde6;
  --bad-ground: #fdf0ef; --bad-line: #e9b8b4;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --ground: #14171a; --raised: #1c2024; --line: #343a41; --ink: #e7eaed; --quiet: #a2abb5; --link: #85b7f2;
    --run: #6ea4e0; --verify: #6ea4e0; --plan: #7d8791; --good: #6cc48f; --bad: #ff9a92; --bar: #44688f;
    --bad-ground: #2a1816; --bad-line: #6b3530;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; max-width: 1240px; padding: 32px 24px 64px; background: var(--ground); color: var(--ink);
  font: 14px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  font-variant-numeric: tabular-nums; }
a { color: var(--link); text-underline-offset: 2px; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
code, pre { font: 12.5px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
code { overflow-wrap: anywhere; }
small { color: var(--quiet); font-size: 12px; font-weight: 400; }
em { color: var(--quiet); }

.kind { margin: 0; color: var(--quiet); font-size: 13px; }
h1 { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 14px; margin: 2px 0 16px; font-size: 28px;
  line-height: 1.25; font-weight: 650; letter-spacing: -.01em; overflow-wrap: anywhere; }
h1 .outcome { padding: 3px 12px; border: 1px solid currentColor; border-radius: 99px; font-size: 14px; letter-spacing: 0; }
h2 { margin: 44px 0 12px; font-size: 18px; line-height: 1.3; font-weight: 650; }
h2 small { margin-left: 4px; font-size: 14px; }
h3 { margin: 0; font-size: 14px; font-weight: 650; overflow-wrap: anywhere; }
.outcome { font-weight: 600; white-space: nowrap; }
.is-committed, .is-succeeded { color: var(--good); }
.is-failed, .is-unaccounted { color: var(--bad); }
.is-planned, .is-dry-run { color: var(--quiet); }
dl, dd { margin: 0; }
dt { color: var(--quiet); font-size: 12px; }
.facts { display: flex; flex-wrap: wrap; gap: 10px 32px; }
.end { margin-top: 20px; padding: 12px 16px; background: var(--bad-ground); border: 1px solid var(--bad-line); border-radius: 6px;
  overflow-wrap: anywhere; }
.end p { margin: 0; white-space: pre-line; } .end p + p { margin-top: 4px; } .end strong { color: var(--bad); }
.totals { display: grid; grid-template-columns: repeat(auto-fit, minmax(168px, 1fr)); gap: 1px; margin-top: 24px;
  border: 1px solid var(--line); border-radius: 6px; overflow: hidden; }
.totals > div { padding: 12px 16px; box-shadow: 0 0 0 1px var(--line); }
.totals dd { font-size: 21px; line-height: 1.3; font-weight: 600; white-space: nowrap; }
.note { color: var(--quiet); font-size: 12.5px; font-weight: 400; }
.totals .note { font-size: 12px; font-weight: 400; white-space: normal; }
p.note { max-width: 90ch; }
nav ul { display: flex; flex-wrap: wrap; gap: 6px 20px; margin: 20px 0 0; padding: 0; list-style: none; }

.scroll { overflow: auto; max-height: 82vh; border: 1px solid var(--line); border-radius: 6px; }
table { width: 100%; border-collapse: separate; border-spacing: 0; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
th, td { padding: 7px 12px; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
tbody tr:last-child > * { border-bottom: 0; }
tfoot > tr > * { border-top: 1px solid var(--line); border-bottom: 0; font-weight: 600; }
thead th { position: sticky; top: 0; z-index: 1; background: var(--raised); color: var(--quiet); font-size: 12px;
  font-weight: 600; white-space: nowrap; }
tbody th { font-weight: 600; min-width: 170px; overflow-wrap: anywhere; unicode-bidi: isolate; }
td small, th small { display: block; line-height: 1.4; }
tr:target > * { background: var(--raised); }
.n { text-align: right; white-space: nowrap; }
td.v { font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
td i { display: block; height: 4px; margin-top: 3px; min-width: 90px; border-radius: 2px;
  background: linear-gradient(var(--bar) 0 0) right / var(--w) 100% no-repeat; }
#tables th:first-child { width: 26%; } #tables td small { min-width: 150px; }
#statements th:first-child { width: 26%; } #statements td > code { white-space: nowrap; }
#cost td:last-child { min-width: 320px; }
thead button { all: unset; cursor: pointer; }
thead button:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
thead button::after { content: " ↕"; opacity: .45; }
[aria-sort=ascending] button::after { content: " ↑"; opacity: 1; }
[aria-sort=descending] button::after { content: " ↓"; opacity: 1; }
input[type=search] { width: 260px; max-width: 100%; margin-bottom: 8px; padding: 6px 10px; font: inherit; color: inherit;
  background: var(--ground); border: 1px solid var(--quiet); border-radius: 6px; }

.failure { margin-bottom: 12px; padding: 12px 16px; border: 1px solid var(--line); border-left: 4px solid var(--bad);
  border-radius: 6px; }
.failure h3 small { margin-left: 6px; color: var(--bad); font-size: 13px; font-weight: 600; }
.failure p { margin: 8px 0 0; color: var(--quiet); }
pre { margin: 6px 0 0; white-space: pre-wrap; overflow-wrap: anywhere; }
details { margin-top: 8px; } #sql details { margin-top: 4px; }
summary { cursor: pointer; color: var(--link); overflow-wrap: anywhere; }
pre.sql { padding: 10px 12px; background: var(--raised); border-radius: 4px; max-height: 420px; overflow: auto; }
.warnings { margin: 0; padding-left: 20px; } .warnings li { margin: 4px 0; overflow-wrap: anywhere; }

.patterns { position: absolute; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 22px; margin: 0 0 10px; padding: 0; list-style: none; color: var(--quiet);
  font-size: 12.5px; }
.legend li { display: flex; align-items: center; gap: 7px; }
.timeline { overflow: auto; max-height: 82vh; border: 1px solid var(--line); border-radius: 6px; }
.axis, .lanes { display: grid; grid-template-columns: minmax(110px, 24%) minmax(280px, 1fr) 116px; min-width: 540px; }
.axis { position: sticky; top: 0; z-index: 1; background: var(--raised); border-bottom: 1px solid var(--line);
  color: var(--quiet); font-size: 12px; font-weight: 600; line-height: 26px; }
.axis > span { padding: 0 12px; }
.axis svg, .lanes > svg { display: block; overflow: visible; width: calc(100% - 72px); }
.lanes { padding: 4px 0; }
.names, .took { margin: 0; padding: 0 12px; list-style: none; min-width: 0; font-size: 13px; }
.names li, .took li { height: 26px; line-height: 26px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.names a { color: inherit; text-decoration: none; } .names a:hover { text-decoration: underline; }
.took { text-align: right; color: var(--quiet); }
svg text { font-size: 12px; font-weight: 600; dominant-baseline: central; fill: currentColor; }
.axis text { fill: var(--quiet); } .axis .middle { text-anchor: middle; }
.grid { stroke: var(--line); }
rect.planned { fill: url(#p-planned); stroke: var(--plan); }
rect.running { fill: var(--run); stroke: var(--run); }
rect.verifying { fill: url(#p-verifying); stroke: var(--verify); }
rect.failed { fill: url(#p-failed); stroke: var(--bad); }
#p-planned .ink { fill: var(--plan); } #p-verifying .ink { fill: var(--verify); } #p-failed .ink { fill: var(--bad); }
.ground { fill: var(--ground); }
footer { margin-top: 48px; color: var(--quiet); font-size: 12.5px; }

@media (max-width: 640px) { body { padding: 20px 14px 40px; } h1 { font-size: 23px; } .odd { display: none; } }
@page { size: A4 landscape; margin: 12mm; }
@media print {
  body { max-width: none; padding: 0; font-size: 11px; }
  nav, input[type=search] { display: none; }
  .scroll, .timeline { max-height: none; overflow: visible; border: 0; }
  th, td { padding: 4px 8px; }
  small, code, pre, .names, .legend { font-size: 10px; }
  tbody th { min-width: 100px; }
  #tables td small { min-width: 0; } td i { min-width: 50px; } #cost td:last-child { min-width: 0; }
  thead button::after { content: none; }
  thead th, .axis { position: static; }
  tr, .failure, .totals > div { break-inside: avoid; }
  h2 { break-after: avoid; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
`;
