import { Html, html } from './html';
import { SCRIPT, SCRIPT_HASH } from './script';
import { contentsHtml, type Section, sectionHtml } from './section';

export interface Page {
  title: string;
  head: Html;
  sections: readonly Section[];
  style: string;
}

/**
 * One page without any other resource, complete without script.
 *
 * Every text comes through the `html` tag, which escapes it; besides, the page's policy lets its own script run and
 * nothing else, and nothing be loaded.
 */
export const pageHtml = ({ title, head, sections, style }: Page): string => {
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src '${SCRIPT_HASH}'; base-uri 'none'; form-action 'none'`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${Html.trusted(style)}</style>
</head>
<body>
${head}${contentsHtml(sections)}<main>
${sections.map(sectionHtml)}</main>
<footer><p>Times are UTC. The same in full, for machines: <a href="report.json">report.json</a>.</p></footer>
<script>${Html.trusted(SCRIPT)}</script>
</body>
</html>
`.text;
};
