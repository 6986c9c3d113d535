import { type Delimiter, delimiters, type Encoding } from "./types";

/** Lines that a guess about a file is made from. */
const SAMPLE_LINES = 50;

/**
 * The encoding that the first bytes of a file give away, and how many of them are its mark.
 *
 * @returns null when they could be UTF-8 as well as windows-1252: only the whole file can tell
 */
export function detectEncoding(head: Uint8Array): { encoding: Encoding; markBytes: number } | null {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) {
    return { encoding: "utf-8", markBytes: 3 };
  }
  if (head[0] === 0xff && head[1] === 0xfe) {
    return { encoding: "utf-16le", markBytes: 2 };
  }
  if (head[0] === 0xfe && head[1] === 0xff) {
    return { encoding: "utf-16be", markBytes: 2 };
  }
  const zeros = [0, 0];
  head.forEach((byte, at) => {
    zeros[at % 2] = (zeros[at % 2] ?? 0) + (byte === 0 ? 1 : 0);
  });
  const [even = 0, odd = 0] = zeros;
  if (odd > head.length / 4 && even === 0) {
    return { encoding: "utf-16le", markBytes: 0 };
  }
  return even > head.length / 4 && odd === 0 ? { encoding: "utf-16be", markBytes: 0 } : null;
}

/**
 * The delimiter of a table: the one that cuts the header into the most columns and most of the
 * lines after it into as many. Quoted parts do not count.
 */
export function detectDelimiter(sample: string): Delimiter {
  const lines = sampleLines(sample);
  let best: Delimiter = ",";
  let bestScore = 0;
  for (const delimiter of delimiters) {
    const counts = lines.map((line) => countOutsideQuotes(line, delimiter));
    const [header = 0, ...rest] = counts;
    const alike = rest.filter((count) => count === header).length;
    const score = header * (rest.length === 0 ? 1 : alike / rest.length);
    if (score > bestScore) {
      best = delimiter;
      bestScore = score;
    }
  }
  return best;
}

/**
 * The decimal separator of a column of numbers. A comma counts only where no number has a point:
 * `1,234` next to `5.50` is a thousand, and is refused as a number later on.
 */
export function detectDecimal(numbers: readonly string[]): "." | "," {
  const hasComma = numbers.some((text) => /^[+-]?\d+,\d+$/.test(text.trim()));
  const hasPoint = numbers.some((text) => text.includes("."));
  return hasComma && !hasPoint ? "," : ".";
}

function sampleLines(sample: string): string[] {
  const lines = sample.split(/\r\n|\n|\r/);
  // The last one was cut off somewhere, unless the file is that short.
  const whole = lines.length > 2 ? lines.slice(0, -1) : lines;
  return whole.filter((line) => line.trim() !== "").slice(0, SAMPLE_LINES);
}

function countOutsideQuotes(line: string, wanted: string): number {
  let count = 0;
  let isQuoted = false;
  for (const char of line) {
    if (char === '"') {
      isQuoted = !isQuoted;
    } else if (char === wanted && !isQuoted) {
      count += 1;
    }
  }
  return count;
}
