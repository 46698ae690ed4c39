/** Columns of a line, as the formatter's settings say: the output must be as it would leave it. */
export const lineWidth = 100;
