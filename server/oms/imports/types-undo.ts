export const importKinds = ["orders", "inventory", "catalog", "customers", "nodes"] as const;
export type ImportKind = (typeof importKinds)[number];

/** The kinds of the list of imports: files, and feeds of stock by whatever door. */
export const listedKinds = [...importKinds, "feed"] as const;
export type ListedKind = (typeof listedKinds)[number];

/** What a person may upload and look at before it is imported. */
export const uploadKinds = ["customers", "catalog"] as const;
export type UploadKind = (typeof uploadKinds)[number];

export const uploadStates = ["open", "queued", "done", "failed", "dismissed", "expired"] as const;
export type UploadState = (typeof uploadStates)[number];

/** What an import makes or changes and keeps with before and after. */
export const changeKinds = ["company", "ship_to", "sku", "gtin", "low_stock_point"] as const;
export type ChangeKind = (typeof changeKinds)[number];

type Scalar = string | number | boolean | null;
type FieldValue = Scalar | { readonly [part: string]: Scalar };

/** Fields that an import may write, by their names; what only makes sense together is one field. */
export type ChangedFields = { readonly [field: string]: FieldValue };

/** Something that an import wrote. */
export type ImportChange = {
  readonly kind: ChangeKind;
  readonly subjectId: string;
  /** What people call it. */
  readonly name: string;
  /** Null: the import made it. */
  readonly before: ChangedFields | null;
  readonly after: ChangedFields;
};

/**
 * Why something that an import wrote stays as it is: somebody changed it since; orders or others need it,
 * or a node has the order in hand; it is not there any more, or the order is over.
 */
export const undoHindrances = ["changed_since", "in_use", "gone"] as const;
export type UndoHindrance = (typeof undoHindrances)[number];

/** Something that stays as it is when its import is taken back. */
export type LeftChange = Pick<ImportChange, "name"> & {
  readonly kind: ChangeKind | "order" | "position";
  readonly why: UndoHindrance;
  /** The fields that say something else than the import wrote; none where that is not why. */
  readonly fields: readonly string[];
};
