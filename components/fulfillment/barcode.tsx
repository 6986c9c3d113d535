import bwipjs from "bwip-js/node";

export type BarcodeProps = {
  /** `sscc`: the 18 digits, as GS1-128 with their application identifier. `text`: Code 128. */
  kind: "sscc" | "text";
  value: string;
  /** Width of the narrowest bar, in millimetres; GS1 asks for 0.495 on logistic labels. */
  moduleMm?: number;
  heightMm?: number;
};

const QUIET_MODULES = 10;
const HEIGHT_MODULES = 100;

/** Bars and spaces in turn, in modules, from the left; the first is a bar. */
function widthsOf(kind: BarcodeProps["kind"], value: string): readonly number[] {
  const [symbol] =
    kind === "sscc"
      ? bwipjs.raw({ bcid: "gs1-128", text: `(00)${value}` })
      : bwipjs.raw({ bcid: "code128", text: value });
  return symbol !== undefined && "sbs" in symbol ? symbol.sbs : [];
}

/** One path of all bars: it stays sharp at any size, and needs no style of the page. */
function barsPath(widths: readonly number[]): string {
  let x = QUIET_MODULES;
  const bars: string[] = [];
  widths.forEach((width, index) => {
    if (index % 2 === 0) {
      bars.push(`M${x} 0h${width}v${HEIGHT_MODULES}h-${width}z`);
    }
    x += width;
  });
  return bars.join("");
}

/** A barcode with what it says beneath, drawn on the server. */
export function Barcode({ kind, value, moduleMm = 0.33, heightMm = 15 }: BarcodeProps) {
  const widths = widthsOf(kind, value);
  const modules = widths.reduce((sum, width) => sum + width, 2 * QUIET_MODULES);
  const spoken = kind === "sscc" ? `(00) ${value}` : value;
  return (
    <figure className="inline-grid justify-items-center gap-1">
      <svg
        role="img"
        aria-label={`Barcode ${spoken}`}
        width={`${(modules * moduleMm).toFixed(2)}mm`}
        height={`${heightMm}mm`}
        viewBox={`0 0 ${modules} ${HEIGHT_MODULES}`}
        preserveAspectRatio="none"
        shapeRendering="crispEdges"
        data-barcode={kind}
        className="max-w-full"
      >
        <path d={barsPath(widths)} fill="#000" />
      </svg>
      <figcaption className="ident text-xs">{spoken}</figcaption>
    </figure>
  );
}
