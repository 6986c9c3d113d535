const BOX =
  /^\W*(p\W*o\W*(box|drawer)|post\W?office\W?box|postfach|bo[iî]te postale|b\W?p\W+\d|casella postale|apartado)/i;

/** Whether the lines of an address name a post-office box and no street beside it. */
export const isPostBoxOnly = ([first = "", ...others]: readonly string[]): boolean =>
  BOX.test(first) && others.every((line) => line.trim() === "" || BOX.test(line));
