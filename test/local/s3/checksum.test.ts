import fc from 'fast-check';
import { CHECKSUM_ALGORITHMS, checksumOf, createDigester } from '../../../local/s3/checksum';

describe('checksums', () => {
  // The check values of the CRC catalogue, of the digits 1 to 9.
  it.each([
    ['crc32', 'cbf43926'],
    ['crc32c', 'e3069283'],
    ['crc64nvme', 'ae8b14860a799888'],
  ] as const)('%s has its published check value', (algorithm, hex) => {
    expect(checksumOf(algorithm, Buffer.from('123456789'))).toBe(Buffer.from(hex, 'hex').toString('base64'));
  });

  it.each(CHECKSUM_ALGORITHMS)('%s does not depend on how the bytes are cut', (algorithm) => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 })), (chunks) => {
        const digester = createDigester(algorithm);
        for (const chunk of chunks) digester.update(chunk);
        expect(digester.digest().toString('base64')).toBe(checksumOf(algorithm, Buffer.concat(chunks)));
      }),
    );
  });
});
