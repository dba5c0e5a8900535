/**
 * A text from outside on one line, with everything replaced that would move the cursor, or be invisible or reorder
 * what is seen.
 */
export function visible(text: string): string {
  return text.replace(/\t/gu, ' ').replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '\uFFFD');
}
