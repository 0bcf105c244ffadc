import { Naming } from '../../../../../lambdas/core/shape/segment/naming';
import { rudderstackSnake, segmentSnake } from '../../../../../lambdas/core/shape/segment/snake-case';

/** Vectors of Segment's own library. */
it.each([
  ['@49L0S145_¬fwHƒ0TSLNVp', '49l0s145_fw_h_0tslnvp'],
  ['lk0B@bFmjrLQ_Z6YL', 'lk0_b_b_fmjr_lq_z6yl'],
  ['samPLE text', 'sam_ple_text'],
  ['sample text', 'sample_text'],
  ['sample-text', 'sample_text'],
  ['sample_text', 'sample_text'],
  ['sample___text', 'sample_text'],
  ['sampleText', 'sample_text'],
  ['inviteYourCustomersAddInvites', 'invite_your_customers_add_invites'],
  ['sample 2 Text', 'sample_2_text'],
  ['   sample   2    Text   ', 'sample_2_text'],
  ['   $#$sample   2    Text   ', 'sample_2_text'],
  ['SAMPLE 2 TEXT', 'sample_2_text'],
  ['___$$Base64Encode', 'base64_encode'],
  ['FOO:BAR$BAZ', 'foo_bar_baz'],
  ['FOO#BAR#BAZ', 'foo_bar_baz'],
  ['something.com', 'something_com'],
  ['$something%', 'something'],
  ['•¶§ƒ˚foo˙∆˚¬', 'foo'],
  ['CStringRef', 'cstring_ref'],
  ['5test', '5test'],
  ['test5', 'test5'],
  ['THE5r', 'the5r'],
  ['5TEst', '5test'],
  ['_5TEst', '5test'],
  ['@%#&5TEst', '5test'],
  ['edf_6N', 'edf_6n'],
  ['f_pX9', 'f_p_x9'],
  ['p_z9Rg', 'p_z9_rg'],
  ['2FA Enabled', '2fa_enabled'],
  ['Enabled 2FA', 'enabled_2fa'],
])('segment: %s', (text, snake) => expect(segmentSnake(text)).toBe(snake));

it.each([
  ['CamelCase123Key', 'camel_case123_key'],
  ['CStringRef', 'c_string_ref'],
  ['1CComega', '1cc_omega'],
  ['omega v2', 'omega_v2'],
  ['9mega', '9mega'],
  ['mega&', 'mega'],
  ['ome$ga', 'ome_ga'],
  ['ome_ ga', 'ome_ga'],
  ['9mega________-________90', '9mega_90'],
  ['Cízǔ', 'c_z'],
  ['path to $1,00,000', 'path_to_1_00_000'],
  ['_timestamp', '_timestamp'],
  ['__timestamp', '__timestamp'],
  ['trailing_', 'trailing'],
  ['HELLO', 'hello'],
  ['HTMLParser', 'html_parser'],
  ['2FA Enabled', '2fa_enabled'],
  ['', ''],
  ['___', ''],
  ['注文', ''],
])('rudderstack: %s', (text, snake) => expect(rudderstackSnake(text)).toBe(snake));

describe('names in the warehouse', () => {
  const segment = new Naming('segment');
  const rudderstack = new Naming('rudderstack');

  it.each([
    ['a leading digit', '2FA Enabled', '_2fa_enabled', '_2fa_enabled'],
    ['a reserved word', 'Order', '_order', '_order'],
    ['a word that one of them has not reserved', 'interval', '_interval', 'interval'],
    ['a word that the other has reserved', 'uuid', 'uuid', '_uuid'],
    ['underscores in front', '__clid', 'clid', '__clid'],
    ['letters that are not ASCII', 'Größe', 'gr_e', 'gr_e'],
    ['no ASCII letter', '注文 完了', '注文_完了', '注文_完了'],
    ['prototypes', '__proto__', 'proto', '__proto'],
    ['constructor', 'constructor', 'constructor', 'constructor'],
  ])('%s', (_, name, bySegment, byRudderstack) => {
    expect(segment.column(name)).toBe(bySegment);
    expect(rudderstack.column(name)).toBe(byRudderstack);
    expect(segment.table(segment.slug(name))).toBe(bySegment);
    expect(rudderstack.table(rudderstack.slug(name))).toBe(byRudderstack);
  });

  it.each(['users', 'Identifies', 'TRACKS', 'pages', 'screens', 'aliases', 'groups', 'accounts'])(
    'an event named like a table of events: %s',
    (name) => {
      expect(segment.slug(name)).toBe(name.toLowerCase());
      expect(segment.table(segment.slug(name))).toBe(`_${name.toLowerCase()}`);
      expect(rudderstack.table(rudderstack.slug(name))).toBe(`_${name.toLowerCase()}`);
    },
  );

  it('names that hold nothing to read differ all the same', () => {
    expect(segment.column('💥')).toMatch(/^_[0-9a-f]{8}$/);
    expect(segment.column('💥')).not.toBe(segment.column('🎉'));
  });

  it('names of more than 127 bytes keep their beginning, and differ', () => {
    const [one, two] = ['a', 'b'].map((end) => segment.column(`${'x'.repeat(200)}${end}`));
    expect(one).toMatch(/^x{118}_[0-9a-f]{8}$/);
    expect(two).not.toBe(one);
    expect(Buffer.byteLength(segment.column('語'.repeat(60)))).toBeLessThanOrEqual(127);
    expect(segment.column('y'.repeat(127))).toBe('y'.repeat(127));
  });
});
