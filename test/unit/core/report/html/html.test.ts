import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Html, html, type Piece } from '../../../../../lambdas/core/report/html/html';

describe('the html tag', () => {
  it.each<[string, Piece, string]>([
    ['text', 'orders', 'orders'],
    ['an element', '<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    ['quotes, which would end an attribute', `" onload='x'`, '&quot; onload=&#39;x&#39;'],
    ['an entity', '&lt;', '&amp;lt;'],
    ['a number', 1.5, '1.5'],
    ['zero', 0, '0'],
    ['nothing', undefined, ''],
    ['a condition that does not hold', false, ''],
    ['HTML', html`<b>${'<'}</b>`, '<b>&lt;</b>'],
    ['a list', ['<', html`<i></i>`, undefined, ['&']], '&lt;<i></i>&amp;'],
    ['control characters', 'a\u0000b\u001bc\u0085d\u007fe', 'a\ufffdb\ufffdc\ufffdd\ufffde'],
    ['line ends and tabs', 'a\n\tb\r', 'a\n\tb\r'],
    ['a turn of the direction', 'a\u202eb\u2066c', 'a\ufffdb\ufffdc'],
    ['other languages', 'Größe 表 🙂', 'Größe 表 🙂'],
  ])('takes %s', (_, piece, expected) => {
    expect(html`${piece}`.text).toBe(expected);
  });

  it('keeps text and pieces in order', () => {
    expect(html`<td title="${'a'}">${'b'}</td>`.text).toBe('<td title="a">b</td>');
  });

  it('is no text by itself', () => {
    expect(() => `${html`<b></b>`}`).toThrow(TypeError);
  });

  it('does not take what only looks like HTML', () => {
    const looksLike = { text: '<script>' } as unknown as Html;
    expect(() => html`${looksLike}`).toThrow();
    expect(looksLike).not.toBeInstanceOf(Html);
  });
});

it('HTML without a check comes from the page alone: its style and its script', () => {
  const folder = join(__dirname, '../../../../../lambdas/core/report/html');
  const callers = readdirSync(folder).filter((file) =>
    readFileSync(join(folder, file), 'utf8').includes('Html.trusted('),
  );
  expect(callers).toEqual(['html.ts', 'shell.ts']);
});
