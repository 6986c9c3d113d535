import { defineCommand } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import { DomainError } from "../../kernel/errors";
import type { ChannelId } from "../../kernel/ids";
import { openChannelInput } from "../schema";

/**
 * The channel that an import books into.
 *
 * @throws NOT_FOUND when it does not exist and is not to be made
 */
export const openChannel = defineCommand({
  name: "imports.open_channel",
  input: openChannelInput,
  wall: "staff",
  run: async ({ sql }, { code, makeAs }) => {
    if (makeAs !== null) {
      await sql`
        insert into channel (id, code, name, kind)
        select ${newId<ChannelId>()}, ${code}, 'Imported files', ${makeAs}
        where not exists (select from channel where upper(code) = upper(${code}))
        on conflict do nothing`;
    }
    const channels = await sql<{ id: string; code: string }[]>`
      select id, code from channel order by code`;
    const found = channels.find((channel) => channel.code.toUpperCase() === code.toUpperCase());
    if (found === undefined) {
      const known = channels.map((channel) => channel.code).join(", ");
      throw new DomainError("NOT_FOUND", `There is no channel "${code}"; there are: ${known}`, {
        field: "channel",
      });
    }
    return { channelId: found.id, code: found.code };
  },
});
