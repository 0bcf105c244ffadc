import { STYLE } from './style';

/** The colours are those of the common style; patterns tell the fates of rows apart without them. */
export const LOAD_STYLE = `${STYLE}
.is-applied { color: var(--good); } .is-waiting { color: var(--quiet); }
.fates { display: block; margin-top: 4px; }
.f-applied { fill: var(--run); stroke: var(--run); }
.f-superseded { fill: url(#f-superseded); stroke: var(--verify); }
.f-stale { fill: url(#f-stale); stroke: var(--plan); }
.f-ignored { fill: var(--ground); stroke: var(--plan); }
.f-skipped { fill: var(--bar); stroke: var(--run); }
.f-refused { fill: url(#f-refused); stroke: var(--bad); }
.f-setAside { fill: url(#f-setAside); stroke: var(--bad); }
.f-bad { fill: var(--bad); stroke: var(--bad); }
#f-superseded .ink { fill: var(--verify); } #f-stale .ink { fill: var(--plan); }
#f-refused .ink, #f-setAside .ink { fill: var(--bad); }
#tables td.n small, #tables td.outcome small { min-width: 0; }
td.rows { width: 30%; min-width: 240px; } td.rows small { margin-top: 3px; }
.legend b { color: var(--ink); font-weight: 600; }
#tables td.outcome small { white-space: normal; }
#intake .facts { margin-bottom: 14px; } #intake h3 { margin: 18px 0 6px; }
.failure p.fix { color: var(--ink); } .fix b { color: var(--good); }
@media print { td.rows { min-width: 160px; } .legend { font-size: 10px; } }
`;
