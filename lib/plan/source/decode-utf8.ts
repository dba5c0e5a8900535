/** A text, or the place of the first byte that is not UTF-8; line and column are counted from 1, in characters. */
export type DecodedText =
  | { readonly ok: true; readonly text: string }
  | {
      readonly ok: false;
      readonly line: number;
      readonly column: number;
      /** What was found, for people. */
      readonly found: string;
      readonly allowed: string;
      readonly advice: string;
    };

/** Decodes UTF-8. A byte order mark at the beginning is dropped. Never throws. */
export function decodeUtf8(bytes: Uint8Array): DecodedText {
  const bad = firstBadByte(bytes);
  const decoder = new TextDecoder('utf-8');
  if (bad === undefined) return { ok: true, text: decoder.decode(bytes) };
  const before = decoder.decode(bytes.subarray(0, bad)).split('\n');
  const byte = (bytes[bad] ?? 0).toString(16).toUpperCase().padStart(2, '0');
  return {
    ok: false,
    line: before.length,
    column: (before.at(-1)?.length ?? 0) + 1,
    found: sayMark(bytes) ?? `the byte 0x${byte}, which is not UTF-8`,
    allowed: 'UTF-8 text',
    advice: 'save the file as UTF-8',
  };
}

function sayMark(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  const utf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  return utf16 ? 'a file in UTF-16' : undefined;
}

/** The first byte of each length of sequence, and the least code point that needs it (RFC 3629). */
const SEQUENCES = [
  { mask: 0xe0, lead: 0xc0, length: 2, least: 0x80 },
  { mask: 0xf0, lead: 0xe0, length: 3, least: 0x800 },
  { mask: 0xf8, lead: 0xf0, length: 4, least: 0x10000 },
] as const;

function firstBadByte(bytes: Uint8Array): number | undefined {
  for (let at = 0; at < bytes.length;) {
    const length = sequenceAt(bytes, at);
    if (length === 0) return at;
    at += length;
  }
  return undefined;
}

/** How many bytes the character at `at` has; 0 when it is none. */
function sequenceAt(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const sequence = SEQUENCES.find(({ mask, lead }) => (first & mask) === lead);
  if (!sequence) return 0;
  let code = first & (0xff >> (sequence.length + 1));
  for (let next = 1; next < sequence.length; next += 1) {
    const byte = bytes[at + next] ?? 0;
    if ((byte & 0xc0) !== 0x80) return 0;
    code = (code << 6) | (byte & 0x3f);
  }
  const surrogate = code >= 0xd800 && code <= 0xdfff;
  return code < sequence.least || code > 0x10ffff || surrogate ? 0 : sequence.length;
}
