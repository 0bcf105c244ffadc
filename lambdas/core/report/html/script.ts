import { createHash } from 'node:crypto';

/**
 * Sorts tables by a click on a column's head, and hides rows whose table's name lacks the words of a filter. The page says
 * everything without it.
 */
export const SCRIPT = `
for (const table of document.querySelectorAll('#tables table, #statements table, #watermarks table')) {
  const body = table.tBodies[0];
  if (body.rows.length < 2) continue;
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    head.append(button);
    button.onclick = () => {
      const down = head.getAttribute('aria-sort') === 'descending';
      for (const other of head.parentNode.cells) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', down ? 'ascending' : 'descending');
      const of = (row) => {
        const cell = row.cells[column];
        if (!head.classList.contains('n')) return cell.textContent;
        return Number(cell.dataset.v ?? cell.textContent.replace(/[^0-9.]/g, ''));
      };
      const compare = (a, b) => (typeof a === 'number' ? a - b : a.localeCompare(b));
      body.append(...[...body.rows].sort((a, b) => compare(of(a), of(b)) * (down ? 1 : -1)));
    };
  });
  if (body.rows.length < 20) continue;
  const filter = document.createElement('input');
  filter.type = 'search';
  filter.placeholder = 'Filter tables';
  filter.setAttribute('aria-label', 'Filter tables by name');
  filter.oninput = () => {
    for (const row of body.rows) row.hidden = !row.cells[0].textContent.toLowerCase().includes(filter.value.toLowerCase());
  };
  table.closest('.scroll').before(filter);
}
`;

/** For the page's policy: this script and no other may run, whatever a text may hold. */
export const SCRIPT_HASH = `sha256-${createHash('sha256').update(SCRIPT).digest('base64')}`;
