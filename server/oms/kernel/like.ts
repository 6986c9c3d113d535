/** A text as itself within a LIKE pattern, whatever signs it holds. */
export const escapeLike = (text: string): string => text.replaceAll(/[\\%_]/g, "\\$&");
