import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { lockException } from "../store";

/**
 * Say something about an exception, open or closed, where everybody who works on it reads it.
 *
 * @throws NOT_FOUND
 */
export const commentOnException = defineCommand({
  name: "exceptions.comment_on_exception",
  input: z.object({
    exceptionId: z.uuid(),
    text: z.string().trim().min(1, "Say something").max(2_000),
  }),
  wall: "staff",
  run: async ({ sql, emit }, { exceptionId, text }) => {
    const { orderId, type } = await lockException(sql, exceptionId);
    emit({
      type: "exception.commented",
      subject: { kind: "exception", id: exceptionId },
      orderId,
      payload: { type, text },
    });
    return { exceptionId };
  },
});
