/** Whether a part of a program reads one of these local names. The keys of a program are never a user's. */
export function mentionsLocal(part: unknown, names: readonly string[]): boolean {
  const pending: unknown[] = [part]
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (typeof node !== 'object' || node === null) continue
    const { op, name } = node as { readonly op?: unknown; readonly name?: unknown }
    if (op === 'local' && names.includes(name as string)) return true
    for (const member of Object.values(node)) if (typeof member === 'object') pending.push(member)
  }
  return false
}
