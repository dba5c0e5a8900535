/** Names that every JavaScript object answers to: as names of a plan they would be found where nobody defined them. */
const RESERVED = new Set([
  'constructor',
  'hasOwnProperty',
  'isPrototypeOf',
  'propertyIsEnumerable',
  'prototype',
  'toLocaleString',
  'toString',
  'valueOf',
]);

/** Whether `name` can be no name of a plan, although it has the form of one. */
export function isReservedName(name: string): boolean {
  return RESERVED.has(name);
}
