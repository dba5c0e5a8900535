/**
 * Breaks a text at blanks into lines of at most `width` columns; what is longer than a line stays whole.
 * @param indent what every line after the first begins with
 */
export function wrap(text: string, width: number, indent = ''): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.match(/ *[^ ]+/gu) ?? []) {
    const longer = line + word;
    if (columns(longer) <= width || line.trim() === '') line = longer;
    else {
      lines.push(line);
      line = `${indent}${word.trimStart()}`;
    }
  }
  return [...lines, line];
}

/** The columns that a text takes; one for each character. */
export function columns(text: string): number {
  return [...text].length;
}

/** Lines of text behind a label in a column of its own. */
export function labelled(label: string, text: string, width: number, labelWidth: number): readonly string[] {
  const indent = ' '.repeat(labelWidth);
  return wrap(`${label.padEnd(labelWidth)}${text}`, width, indent);
}
