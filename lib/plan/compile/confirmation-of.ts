/** The name of the task by which a role confirms what a hook has done. */
export function confirmationOf(hook: string): string {
  return `${hook}-confirmed`;
}
