export const nodeKinds = ["warehouse", "store", "third_party", "dropship_supplier"] as const;
export type NodeKind = (typeof nodeKinds)[number];
