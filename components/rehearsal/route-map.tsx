import { formatCount, formatQuantity } from "@/components/format";
import { Panel } from "@/components/ui/panel";
import type { GeoPoint } from "@/server/oms/network/types";
import type { NodeComparison, RehearsedChange, RouteShipment } from "@/server/oms/rehearsal/types";
import { type MapPoint, type Projection, projectionOf } from "./projection";

const NODE_RADIUS_MAX = 22;

type RouteMapProps = {
  nodes: readonly NodeComparison[];
  changes: readonly RehearsedChange[];
  /** Orders that change in all. */
  changed: number;
  /** Centres of postal areas: the country in dots. */
  dots: readonly GeoPoint[];
};

/**
 * Where the changed orders came from and would come from. Nodes are as large as what they ship after;
 * a ring is what they ship before. The tables beside it say the same in numbers.
 */
export function RouteMap({ nodes, changes, changed, dots }: RouteMapProps) {
  const busy = nodes.filter(({ load }) => load.before.lines + load.after.lines > 0);
  const shipTos = changes.flatMap(({ shipTo }) => (shipTo.point === null ? [] : [shipTo.point]));
  const map = projectionOf([...busy.map(({ point }) => point), ...shipTos]);
  const places = new Map(nodes.map((node) => [node.nodeId, map.place(node.point)]));
  const most = Math.max(1, ...busy.flatMap(({ load }) => [load.before.lines, load.after.lines]));
  const radius = (lines: number) => Math.sqrt(lines / most) * NODE_RADIUS_MAX;
  const label = `Map: ${formatCount(busy.length, "node")}, and the ways of ${formatCount(shipTos.length, "changed order")}`;
  return (
    <Panel title="Ways of the changed orders" meta={shownOf(shipTos.length, changed)}>
      <svg
        role="img"
        aria-label={label}
        viewBox={`0 0 ${map.width} ${map.height}`}
        className="block h-auto w-full"
      >
        <Dots dots={dots} map={map} />
        {changes.map((change) => (
          <Ways key={change.orderId} change={change} places={places} map={map} />
        ))}
        {busy.map(({ nodeId, name, load }) => (
          <NodeMark
            key={nodeId}
            at={places.get(nodeId)}
            name={name}
            width={map.width}
            before={radius(load.before.lines)}
            after={radius(load.after.lines)}
          />
        ))}
      </svg>
      <ul className="mt-3 flex flex-wrap gap-x-5 gap-y-1 text-xs text-muted">
        <li className="flex items-center gap-1.5">
          <Swatch className="stroke-muted" dashed /> way given up
        </li>
        <li className="flex items-center gap-1.5">
          <Swatch className="stroke-accent" /> new way
        </li>
        <li>Disc: lines after. Ring: lines before.</li>
      </ul>
    </Panel>
  );
}

const shownOf = (shown: number, changed: number): string =>
  shown < changed
    ? `the ${formatQuantity(shown)} of ${formatQuantity(changed)} that change most`
    : formatCount(changed, "order");

function Dots({ dots, map }: { dots: readonly GeoPoint[]; map: Projection }) {
  return (
    <g className="fill-line-strong">
      {dots.filter(map.holds).map((point) => {
        const { x, y } = map.place(point);
        return <circle key={`${x} ${y}`} cx={x} cy={y} r="1.4" />;
      })}
    </g>
  );
}

type WaysProps = {
  change: RehearsedChange;
  places: ReadonlyMap<string, MapPoint>;
  map: Projection;
};

/** The ways that differ: those that are given up and those that are new, or all when only units moved. */
function Ways({ change: { shipTo, before, after }, places, map }: WaysProps) {
  if (shipTo.point === null) {
    return null;
  }
  const to = map.place(shipTo.point);
  const given = without(before.shipments, after.shipments);
  const taken = without(after.shipments, before.shipments);
  const isSame = given.length + taken.length === 0;
  const from = (shipments: readonly RouteShipment[]) =>
    shipments.flatMap(({ nodeId }) => {
      const place = places.get(nodeId);
      return place === undefined ? [] : [{ nodeId, path: arc(place, to) }];
    });
  return (
    <g fill="none">
      {from(isSame ? before.shipments : given).map(({ nodeId, path }) => (
        <path key={nodeId} d={path} strokeDasharray="3 4" className="stroke-muted/60" />
      ))}
      {from(isSame ? after.shipments : taken).map(({ nodeId, path }) => (
        <path key={nodeId} d={path} strokeWidth="1.25" className="stroke-accent/70" />
      ))}
      <circle cx={to.x} cy={to.y} r="2" className="fill-ink" />
    </g>
  );
}

const without = (some: readonly RouteShipment[], others: readonly RouteShipment[]) =>
  some.filter(({ nodeId }) => !others.some((other) => other.nodeId === nodeId));

/** A bow to the left of the way, so that ways there and back do not lie on each other. */
function arc(from: MapPoint, to: MapPoint): string {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const [x, y] = [(from.x + to.x) / 2 + dy * 0.12, (from.y + to.y) / 2 - dx * 0.12];
  const at = (value: number) => value.toFixed(1);
  return `M${at(from.x)} ${at(from.y)}Q${at(x)} ${at(y)} ${at(to.x)} ${at(to.y)}`;
}

type NodeMarkProps = {
  at: MapPoint | undefined;
  name: string;
  before: number;
  after: number;
  width: number;
};

/** Names at the edges run inwards. */
const anchorAt = (x: number, width: number) =>
  x < width * 0.1 ? "start" : x > width * 0.9 ? "end" : "middle";

function NodeMark({ at, name, before, after, width }: NodeMarkProps) {
  if (at === undefined) {
    return null;
  }
  return (
    <g>
      <circle cx={at.x} cy={at.y} r={Math.max(2, after)} className="fill-progress-dot/50" />
      <circle cx={at.x} cy={at.y} r={Math.max(2, before)} fill="none" className="stroke-ink" />
      <text
        x={at.x}
        y={at.y - Math.max(before, after) - 5}
        textAnchor={anchorAt(at.x, width)}
        className="fill-ink text-xs"
      >
        {name}
      </text>
    </g>
  );
}

function Swatch({ className, dashed = false }: { className: string; dashed?: boolean }) {
  return (
    <svg aria-hidden="true" width="20" height="4">
      <line
        x1="0"
        x2="20"
        y1="2"
        y2="2"
        strokeWidth="1.5"
        {...(dashed ? { strokeDasharray: "3 3" } : {})}
        className={className}
      />
    </svg>
  );
}
