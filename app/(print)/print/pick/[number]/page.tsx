import { formatCount, formatDate, formatTime, localDateOf, UNKNOWN } from "@/components/format";
import { Barcode } from "@/components/fulfillment/barcode";
import type { WorkLineView } from "@/components/fulfillment/work-view";
import { PartOfKit } from "@/components/orders/part-of-kit";
import { PrintPage } from "@/components/shell/print-page";
import { api, orNotFound, signedIn } from "@/server/api/rsc";
import { unitsWanted } from "@/server/oms/fulfillment/types";

const HEAD = "border-b-2 border-ink py-1 pr-3 text-left text-xs";

type Props = { params: Promise<{ number: string }> };

/** The list that goes to the shelves: bins first and largest, in the order of the walk. */
export default async function PickListPage({ params }: Props) {
  const { number } = await params;
  await signedIn(`/print/pick/${number}`);
  const work = await orNotFound((await api()).fulfillment.find({ number }));
  const today = localDateOf(work.now, work.timeZone);
  const lines = work.lines.filter((line) => unitsWanted(line) > 0);
  const units = lines.reduce((sum, line) => sum + unitsWanted(line), 0);
  return (
    <PrintPage title={`Pick list ${work.number}`}>
      <header className="mb-6 flex items-start justify-between gap-6">
        <div>
          <p className="text-lg">Pick list</p>
          <h1 className="ident text-3xl font-semibold">{work.number}</h1>
          <p className="mt-1">
            {work.nodeName} · {work.orderNumber} · {work.companyName}
          </p>
        </div>
        <Barcode kind="text" value={work.number} />
      </header>
      <dl className="figures mb-6 grid grid-cols-4 gap-4">
        <Fact term="Leaves by" value={formatDate(work.shipBy, today)} isLarge />
        <Fact term="Cut-off" value={work.cutOff ?? UNKNOWN} isLarge />
        <Fact term="Service" value={work.serviceName} />
        <Fact
          term="Lines and units"
          value={`${formatCount(lines.length, "line")}, ${formatCount(units, "unit")}`}
        />
      </dl>
      <table className="w-full">
        <thead>
          <tr>
            <th className={HEAD}>Bin</th>
            <th className={HEAD}>SKU</th>
            <th className={`${HEAD} text-right`}>Pick</th>
            <th className={HEAD}>Unit</th>
            <th className={HEAD}>Picked</th>
            <th className={HEAD}>Short</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <PickRow key={line.id} line={line} />
          ))}
        </tbody>
      </table>
      {work.orderNote ? <p className="mt-6">Note of the order: {work.orderNote}</p> : null}
      <footer className="figures mt-8 flex justify-between text-xs">
        <span>
          Printed {formatDate(today)} {formatTime(work.now, work.timeZone)}
        </span>
        <span>Picked by ____________________</span>
      </footer>
    </PrintPage>
  );
}

function Fact({ term, value, isLarge }: { term: string; value: string; isLarge?: boolean }) {
  return (
    <div>
      <dt className="text-xs">{term}</dt>
      <dd className={isLarge ? "text-2xl font-semibold" : "text-lg"}>{value}</dd>
    </div>
  );
}

function PickRow({ line }: { line: WorkLineView }) {
  return (
    <tr className="break-inside-avoid border-b border-line-strong align-top">
      <td className="ident py-3 pr-3 text-2xl font-semibold whitespace-nowrap">
        {line.bin ?? UNKNOWN}
      </td>
      <td className="py-3 pr-3">
        <span className="ident block text-lg font-medium">{line.sku}</span>
        <span className="block">{line.name}</span>
        <PartOfKit kit={line.kit} />
        {line.gtin ? <span className="ident block text-xs">{line.gtin}</span> : null}
      </td>
      <td className="figures py-3 pr-3 text-right text-2xl font-semibold">{unitsWanted(line)}</td>
      <td className="py-3 pr-3">{line.baseUnit}</td>
      <Box />
      <Box />
    </tr>
  );
}

const Box = () => (
  <td className="py-3 pr-3">
    <span aria-hidden="true" className="block h-8 w-14 rounded-sm border border-ink" />
  </td>
);
