/** Tables, as people send them: packed or not, in whatever encoding and with whatever commas. */
import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { CsvError, parse } from "csv-parse";
import { DomainError } from "../kernel/errors";
import { detectDelimiter, detectEncoding } from "./decide-format";
import type { Delimiter, Encoding, Table, TableRow } from "./types";

export type TableHints = {
  readonly encoding?: Encoding | undefined;
  readonly delimiter?: Delimiter | undefined;
};

const HEAD_BYTES = 65_536;
/** A row longer than this has lost its closing quote. */
const ROW_BYTES_MAX = 1_000_000;
const ROWS_AT_A_TIME = 500;

/** The bytes of a file, wherever they are kept, as often as need be. */
export type TableSource = {
  readonly name: string;
  readonly bytes: () => AsyncIterable<Uint8Array>;
  /** Most bytes it may unpack to; a small file can hold a great many. */
  readonly unpackedMax?: number;
};

/**
 * Open a CSV or TSV file, plain or gzip. What the hints leave open is detected.
 *
 * @throws INVALID_INPUT when it is not such a file
 */
export async function openTable(file: TableSource, hints: TableHints = {}): Promise<Table> {
  const { name } = file;
  const magic = await readStart(file);
  const isPacked = magic[0] === 0x1f && magic[1] === 0x8b;
  if (magic[0] === 0x50 && magic[1] === 0x4b) {
    throw refusal(name, "is a workbook or a zip archive; save it as CSV");
  }
  const source: Source = { ...file, isPacked };
  const bytes = await scanBytes(source);
  const encoding =
    hints.encoding ??
    detectEncoding(bytes.head)?.encoding ??
    (bytes.isUtf8 ? "utf-8" : "windows-1252");
  const sample = new TextDecoder(encoding).decode(bytes.head);
  const delimiter = hints.delimiter ?? detectDelimiter(sample);
  const format = { encoding, delimiter };
  const header = await readHeader(source, format);
  return {
    name,
    hash: bytes.hash,
    format,
    header: header.cells.map((cell) => cell.trim()),
    rows: () => readRows(source, format, header.number),
  };
}

type Source = TableSource & { readonly isPacked: boolean };
type Format = { readonly encoding: Encoding; readonly delimiter: Delimiter };

const refusal = (name: string, problem: string) =>
  new DomainError("INVALID_INPUT", `${name} ${problem}.`, { field: "file" });

/** The bytes that tell what kind of file it is. */
async function readStart({ name, bytes }: TableSource): Promise<Uint8Array> {
  for await (const chunk of bytes()) {
    if (chunk.length > 0) {
      return chunk.subarray(0, 4);
    }
  }
  throw refusal(name, "is empty");
}

async function* readBytes(source: Source): AsyncGenerator<Uint8Array> {
  const { name, unpackedMax = Number.POSITIVE_INFINITY } = source;
  let bytes = 0;
  for await (const chunk of source.isPacked ? unpack(source) : source.bytes()) {
    bytes += chunk.length;
    if (bytes > unpackedMax) {
      throw refusal(name, `holds more than ${Math.round(unpackedMax / 1_048_576)} MiB`);
    }
    yield chunk;
  }
}

async function* unpack({ name, bytes }: Source): AsyncGenerator<Uint8Array> {
  const unpacked = createGunzip();
  const flow = pipeline(Readable.from(bytes()), unpacked);
  // Its failure reaches the reader below as well; here it must not go unheard.
  flow.catch(() => {});
  try {
    yield* unpacked;
  } catch (error) {
    throw refusal(name, `cannot be unpacked: ${error instanceof Error ? error.message : error}`);
  }
}

/** One look at all bytes: their fingerprint, and whether they are UTF-8. */
async function scanBytes(source: Source) {
  const hash = createHash("sha256");
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const head: Uint8Array[] = [];
  let headBytes = 0;
  let isUtf8 = true;
  const isValid = (chunk?: Uint8Array): boolean => {
    try {
      decoder.decode(chunk, { stream: chunk !== undefined });
      return true;
    } catch {
      return false;
    }
  };
  for await (const chunk of readBytes(source)) {
    hash.update(chunk);
    isUtf8 &&= isValid(chunk);
    if (headBytes < HEAD_BYTES) {
      head.push(chunk);
      headBytes += chunk.length;
    }
  }
  return {
    hash: hash.digest("hex"),
    isUtf8: isUtf8 && isValid(),
    head: Buffer.concat(head).subarray(0, HEAD_BYTES),
  };
}

async function* readText(source: Source, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of readBytes(source)) {
    yield decoder.decode(chunk, { stream: true });
  }
  yield decoder.decode();
}

/** A line that ends in a carriage return alone, as very old files do. */
const LONE_RETURN = /\r(?!\n)/;

/**
 * The records of a file, some at a time. Lines without quotes are split as they are, several times
 * faster than a parser can; from the first quote on (or whatever else is not plain) the parser reads.
 */
async function* readRecords(source: Source, format: Format): AsyncGenerator<string[][]> {
  const text = readText(source, format.encoding);
  let pending = "";
  try {
    for (let next = await text.next(); !next.done; next = await text.next()) {
      pending += next.value;
      const end = pending.lastIndexOf("\n") + 1;
      const lines = pending.slice(0, end);
      if (!isPlain(pending, lines)) {
        yield* parseRecords(source, format, resumed(pending, text));
        return;
      }
      if (end > 0) {
        yield splitLines(lines.slice(0, -1), format.delimiter);
        pending = pending.slice(end);
      }
    }
    if (pending.includes("\r")) {
      yield* parseRecords(source, format, resumed(pending, text));
    } else if (pending !== "") {
      yield [pending.split(format.delimiter)];
    }
  } finally {
    await text.return(undefined);
  }
}

const isPlain = (pending: string, lines: string) =>
  !pending.includes('"') &&
  pending.length - lines.length <= ROW_BYTES_MAX &&
  !(lines.includes("\r") && LONE_RETURN.test(lines));

const splitLines = (lines: string, delimiter: Delimiter): string[][] =>
  lines
    .split("\n")
    .map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line).split(delimiter));

async function* resumed(pending: string, text: AsyncGenerator<string>): AsyncGenerator<string> {
  yield pending;
  yield* text;
}

async function* parseRecords(
  source: Source,
  { delimiter }: Format,
  rest: AsyncGenerator<string>,
): AsyncGenerator<string[][]> {
  const parser = parse({
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: false,
    max_record_size: ROW_BYTES_MAX,
  });
  const text = Readable.from(rest);
  text.once("error", (error) => parser.destroy(error));
  text.pipe(parser);
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      yield [record];
    }
  } catch (error) {
    throw error instanceof CsvError ? refusal(source.name, problemOf(error)) : error;
  } finally {
    text.destroy();
  }
}

function problemOf(error: CsvError): string {
  const line = "lines" in error ? ` near line ${error.lines}` : "";
  return error.code === "CSV_QUOTE_NOT_CLOSED" || error.code === "CSV_MAX_RECORD_SIZE"
    ? `has a quote that is opened and never closed${line}`
    : `cannot be read${line}: ${error.message}`;
}

async function readHeader(source: Source, format: Format): Promise<TableRow> {
  let number = 0;
  for await (const records of readRecords(source, format)) {
    for (const cells of records) {
      number += 1;
      if (cells.some((cell) => cell.trim() !== "")) {
        return { number, cells };
      }
    }
  }
  throw refusal(source.name, "has no row with the names of its columns");
}

async function* readRows(
  source: Source,
  format: Format,
  headerNumber: number,
): AsyncGenerator<readonly TableRow[]> {
  let number = 0;
  let rows: TableRow[] = [];
  for await (const records of readRecords(source, format)) {
    for (const cells of records) {
      number += 1;
      if (number > headerNumber) {
        rows.push({ number, cells });
      }
      if (rows.length === ROWS_AT_A_TIME) {
        yield rows;
        rows = [];
      }
    }
  }
  yield rows;
}
