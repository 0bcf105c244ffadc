import { STYLE } from '../../../../../lambdas/core/report/html/style';

/** The colours of a scheme, by name: those of the first block, with those of the dark one over them. */
const colours = (dark: boolean): Record<string, string> => {
  const blocks = [...STYLE.matchAll(/:root \{([^}]*)\}/g)].map(([, block = '']) => block);
  expect(blocks).toHaveLength(2);
  const read = (block = '') =>
    [...block.matchAll(/--([\w-]+): (#[0-9a-f]{3,6});/g)].map(([, name, hex]) => [name, hex]);
  return Object.fromEntries([...read(blocks[0]), ...(dark ? read(blocks[1]) : [])]);
};

/** https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
const luminance = (hex: string): number => {
  const full = hex.length === 4 ? hex.replace(/[0-9a-f]/g, '$&$&') : hex;
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((i) => {
    const channel = Number.parseInt(full.slice(i, i + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (a: string, b: string): number => {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
};

describe.each([
  ['light', false],
  ['dark', true],
])('the %s scheme', (_, dark) => {
  const texts = ['ink', 'quiet', 'link', 'good', 'bad'];
  const cases = [...texts.map((text) => [text, 'ground']), ...['ink', 'quiet', 'link'].map((text) => [text, 'raised'])];

  it.each([...cases, ['bad', 'bad-ground'], ['ink', 'bad-ground']])(
    '%s on %s can be read',
    (text = '', ground = '') => {
      const { [text]: ink = '', [ground]: behind = '' } = colours(dark);
      expect(contrast(ink, behind)).toBeGreaterThanOrEqual(4.5);
    },
  );

  // https://www.w3.org/TR/WCAG22/#non-text-contrast
  it.each(['run', 'verify', 'plan', 'bad'])('a bar of %s stands out', (name) => {
    const { [name]: bar = '', ground = '' } = colours(dark);
    expect(contrast(bar, ground)).toBeGreaterThanOrEqual(3);
  });
});
