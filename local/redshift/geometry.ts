import { notSupportedLocally, redshiftError } from './errors';

/** Geometries travel as EWKB, Redshift's binary form; this file reads and writes their text form, EWKT. Two dimensions only. */
type Point = [x: number, y: number];
type Shape =
  | { kind: 'POINT'; at: Point | undefined }
  | { kind: 'LINESTRING' | 'MULTIPOINT'; points: Point[] }
  | { kind: 'POLYGON' | 'MULTILINESTRING'; rings: Point[][] }
  | { kind: 'MULTIPOLYGON'; polygons: Point[][][] };

const CODES = { POINT: 1, LINESTRING: 2, POLYGON: 3, MULTIPOINT: 4, MULTILINESTRING: 5, MULTIPOLYGON: 6 } as const;
const SRID_FLAG = 0x20000000;

/** `SRID=4326;POINT(1 2)` to EWKB; `srid` applies when the text has none. */
export function ewktToEwkb(text: string, srid: number): Uint8Array {
  const match = /^\s*(?:SRID=(\d+);)?\s*([A-Z]+)\s*(.*)$/is.exec(text);
  const kind = match?.[2]?.toUpperCase() as Shape['kind'];
  if (!match || !(kind in CODES)) throw redshiftError(`Invalid geometry text "${text.slice(0, 80)}"`);
  const writer = new Writer();
  writeShape(writer, parseShape(kind, match[3] as string), Number(match[1] ?? srid));
  return writer.bytes();
}

/** EWKB to text, with `SRID=n;` in front when asked for and not 0. */
export function ewkbToText(bytes: Uint8Array, withSrid: boolean): string {
  const reader = new Reader(bytes);
  const { shape, srid } = readShape(reader);
  const prefix = withSrid && srid !== 0 ? `SRID=${srid};` : '';
  return `${prefix}${shapeText(shape)}`;
}

function parseShape(kind: Shape['kind'], text: string): Shape {
  if (/^EMPTY\s*$/i.test(text)) {
    if (kind === 'POINT') return { kind, at: undefined };
    if (kind === 'MULTIPOLYGON') return { kind, polygons: [] };
    return kind === 'POLYGON' || kind === 'MULTILINESTRING' ? { kind, rings: [] } : { kind, points: [] };
  }
  const point = (s: string): Point => {
    const numbers = s.replace(/[()]/g, ' ').trim().split(/\s+/).map(Number);
    if (numbers.length !== 2 || numbers.some(Number.isNaN))
      throw redshiftError(`Invalid geometry text "${text.slice(0, 80)}"`);
    return numbers as Point;
  };
  const points = (s: string): Point[] => s.split(',').map(point);
  const rings = (s: string): Point[][] => [...s.matchAll(/\(([^()]*)\)/g)].map((m) => points(m[1] as string));
  const inner = /^\((.*)\)\s*$/s.exec(text)?.[1];
  if (inner === undefined) throw redshiftError(`Invalid geometry text "${text.slice(0, 80)}"`);
  if (kind === 'POINT') return { kind, at: point(inner) };
  if (kind === 'LINESTRING' || kind === 'MULTIPOINT') return { kind, points: points(inner) };
  if (kind === 'POLYGON' || kind === 'MULTILINESTRING') return { kind, rings: rings(inner) };
  const polygons = [...inner.matchAll(/\(((?:\s*,?\s*\([^()]*\))+)\s*\)/g)].map((m) => rings(m[1] as string));
  return { kind: 'MULTIPOLYGON', polygons };
}

function shapeText(shape: Shape): string {
  const points = (list: Point[]) => `(${list.map((p) => p.join(' ')).join(',')})`;
  const rings = (list: Point[][]) => `(${list.map(points).join(',')})`;
  switch (shape.kind) {
    case 'POINT':
      return shape.at ? `POINT${points([shape.at])}` : 'POINT EMPTY';
    case 'LINESTRING':
    case 'MULTIPOINT':
      return shape.points.length > 0 ? `${shape.kind}${points(shape.points)}` : `${shape.kind} EMPTY`;
    case 'POLYGON':
    case 'MULTILINESTRING':
      return shape.rings.length > 0 ? `${shape.kind}${rings(shape.rings)}` : `${shape.kind} EMPTY`;
    case 'MULTIPOLYGON':
      return shape.polygons.length > 0 ? `MULTIPOLYGON(${shape.polygons.map(rings).join(',')})` : 'MULTIPOLYGON EMPTY';
  }
}

function writeShape(w: Writer, shape: Shape, srid: number): void {
  w.byte(1);
  w.uint(CODES[shape.kind] + (srid === 0 ? 0 : SRID_FLAG));
  if (srid !== 0) w.uint(srid);
  const points = (list: Point[]) => {
    w.uint(list.length);
    for (const point of list) w.point(point);
  };
  if (shape.kind === 'POINT') w.point(shape.at ?? [Number.NaN, Number.NaN]);
  else if (shape.kind === 'LINESTRING') points(shape.points);
  else if (shape.kind === 'POLYGON') {
    w.uint(shape.rings.length);
    shape.rings.forEach(points);
  } else {
    const parts = partsOf(shape);
    w.uint(parts.length);
    for (const part of parts) writeShape(w, part, 0);
  }
}

function partsOf(shape: Exclude<Shape, { kind: 'POINT' }>): Shape[] {
  if (shape.kind === 'MULTIPOINT') return shape.points.map((at) => ({ kind: 'POINT', at }));
  if (shape.kind === 'MULTILINESTRING') return shape.rings.map((points) => ({ kind: 'LINESTRING', points }));
  return shape.kind === 'MULTIPOLYGON' ? shape.polygons.map((rings) => ({ kind: 'POLYGON', rings })) : [];
}

function readShape(r: Reader): { shape: Shape; srid: number } {
  r.order();
  const code = r.uint();
  const srid = code & SRID_FLAG ? r.uint() : 0;
  const kind = (Object.keys(CODES) as Shape['kind'][]).find((name) => CODES[name] === (code & 0xff));
  if (kind === undefined || (code & 0xc0000000) !== 0)
    throw notSupportedLocally('geometry collections and Z or M coordinates');
  const many = <T>(read: () => T): T[] => Array.from({ length: r.uint() }, read);
  const points = () => many(() => r.point());
  const part = () => readShape(r).shape;
  const shape = ((): Shape => {
    switch (kind) {
      case 'POINT': {
        const at = r.point();
        return { kind, at: Number.isNaN(at[0]) ? undefined : at };
      }
      case 'LINESTRING':
        return { kind, points: points() };
      case 'POLYGON':
        return { kind, rings: many(points) };
      case 'MULTIPOINT':
        return { kind, points: many(part).map((p) => (p as { at: Point }).at) };
      case 'MULTILINESTRING':
        return { kind, rings: many(part).map((p) => (p as { points: Point[] }).points) };
      case 'MULTIPOLYGON':
        return { kind, polygons: many(part).map((p) => (p as { rings: Point[][] }).rings) };
    }
  })();
  return { shape, srid };
}

class Writer {
  private readonly parts: Buffer[] = [];

  byte(value: number): void {
    this.parts.push(Buffer.from([value]));
  }

  uint(value: number): void {
    const part = Buffer.alloc(4);
    part.writeUInt32LE(value >>> 0);
    this.parts.push(part);
  }

  point([x, y]: Point): void {
    const part = Buffer.alloc(16);
    part.writeDoubleLE(x, 0);
    part.writeDoubleLE(y, 8);
    this.parts.push(part);
  }

  bytes(): Uint8Array {
    return Buffer.concat(this.parts);
  }
}

class Reader {
  private readonly view: DataView;
  private at = 0;
  private little = true;

  constructor(bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  order(): void {
    this.little = this.view.getUint8(this.at++) === 1;
  }

  uint(): number {
    this.at += 4;
    return this.view.getUint32(this.at - 4, this.little);
  }

  point(): Point {
    this.at += 16;
    return [this.view.getFloat64(this.at - 16, this.little), this.view.getFloat64(this.at - 8, this.little)];
  }
}
