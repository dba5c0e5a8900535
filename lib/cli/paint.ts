/** Puts text into colours, or leaves it as it is. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly green: (text: string) => string;
}

export function paint({ color }: { readonly color: boolean }): Paint {
  const style = (from: number, to: number) => (text: string) =>
    color ? `\u001B[${String(from)}m${text}\u001B[${String(to)}m` : text;
  return {
    bold: style(1, 22),
    dim: style(2, 22),
    red: style(31, 39),
    yellow: style(33, 39),
    green: style(32, 39),
  };
}
