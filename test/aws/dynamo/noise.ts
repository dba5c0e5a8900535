/** Text that compresses badly, so that its length is about what is stored. */
export function noise(letters: number): string {
  let seed = 7;
  let text = '';
  while (text.length < letters) {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    text += seed.toString(36);
  }
  return text.slice(0, letters);
}
