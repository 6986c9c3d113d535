import { addUploadPart } from "@/server/oms/imports/commands/add-upload-part";
import { dismissUpload } from "@/server/oms/imports/commands/dismiss-upload";
import { finishUpload } from "@/server/oms/imports/commands/finish-upload";
import { openUpload } from "@/server/oms/imports/commands/open-upload";
import { undoRun } from "@/server/oms/imports/commands/undo-run";
import {
  findRun,
  listRejections,
  listRunChanges,
  listRunOrders,
  listRuns,
  previewUndo,
} from "@/server/oms/imports/queries-runs";
import {
  checkUpload,
  findUpload,
  inspectUpload,
  listUploads,
} from "@/server/oms/imports/queries-upload";
import { mutation, query, router } from "../trpc";

export const importsRouter = router({
  listRuns: query(listRuns),
  findRun: query(findRun),
  listRunChanges: query(listRunChanges),
  listRunOrders: query(listRunOrders),
  listRejections: query(listRejections),
  previewUndo: query(previewUndo),
  undoRun: mutation(undoRun),
  openUpload: mutation(openUpload),
  addUploadPart: mutation(addUploadPart),
  findUpload: query(findUpload),
  listUploads: query(listUploads),
  inspectUpload: query(inspectUpload),
  checkUpload: query(checkUpload),
  finishUpload: mutation(finishUpload),
  dismissUpload: mutation(dismissUpload),
});
