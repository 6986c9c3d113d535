"use client";

import { ReasonDialog } from "@/components/admin/reason-dialog";
import { useApiClient } from "@/components/api-provider";

/** Say something where everybody who works on it reads it. */
export function CommentDialog({ id }: { id: string }) {
  const client = useApiClient();
  return (
    <ReasonDialog
      trigger="Comment"
      title="Comment on the exception"
      label="Comment"
      name="text"
      confirm="Comment"
      run={async (text, idempotencyKey) => {
        await client.exceptions.comment.mutate({
          idempotencyKey,
          input: { exceptionId: id, text },
        });
        return "Comment added";
      }}
    />
  );
}
