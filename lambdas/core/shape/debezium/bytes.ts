import { scaledText } from '../decimal-value';
import { RowFault } from '../row-fault';

/** Bytes of base64, the standard or the URL-safe alphabet. @throws RowFault */
export const bytesOf = (text: string): Buffer => {
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(text)) throw new RowFault('no base64');
  return Buffer.from(text, 'base64');
};

/** Exact decimal text of an unscaled number in two's complement, big endian; a negative scale means zeros. */
export const decimalText = (bytes: Buffer, scale: number): string => {
  if (bytes.length === 0) throw new RowFault('a decimal without bytes');
  return scaledText(BigInt.asIntN(8 * bytes.length, BigInt(`0x${bytes.toString('hex')}`)), scale);
};

/** Hexadecimal EWKB: WKB with its SRID in it. */
export const ewkbHex = (wkb: Buffer, srid: number | undefined): string => {
  const littleEndian = wkb[0] === 1;
  if (wkb.length < 5 || (wkb[0] ?? 2) > 1) throw new RowFault('no WKB');
  const type = littleEndian ? wkb.readUInt32LE(1) : wkb.readUInt32BE(1);
  if (srid === undefined || type & SRID_FLAG) return wkb.toString('hex');
  const head = Buffer.alloc(9);
  head[0] = wkb[0] ?? 0;
  const marked = (type | SRID_FLAG) >>> 0;
  if (littleEndian) {
    head.writeUInt32LE(marked, 1);
    head.writeInt32LE(srid, 5);
  } else {
    head.writeUInt32BE(marked, 1);
    head.writeInt32BE(srid, 5);
  }
  return head.toString('hex') + wkb.toString('hex', 5);
};

const SRID_FLAG = 0x20000000;
