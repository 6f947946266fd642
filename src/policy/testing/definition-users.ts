import type { Program } from '../runtime/program.js'

/** The key of a function or constant among all definitions. */
export function definitionKey(kind: 'function' | 'constant', name: string): string {
  return `${kind} ${name}`
}

/** The policies that use each function and constant, by themselves or through others. */
export function definitionUsers({ policies, functions, constants }: Program): Map<string, Set<string>> {
  const uses = new Map<string, ReadonlySet<string>>()
  for (const { name, body } of functions) uses.set(definitionKey('function', name), usedBy(body))
  for (const { name, value } of constants) uses.set(definitionKey('constant', name), usedBy(value))
  const users = new Map<string, Set<string>>()
  for (const { name, body } of policies) {
    const pending = [...usedBy(body)]
    for (let key = pending.pop(); key !== undefined; key = pending.pop()) {
      const known = users.get(key) ?? new Set<string>()
      users.set(key, known)
      if (known.has(name)) continue
      known.add(name)
      pending.push(...(uses.get(key) ?? []))
    }
  }
  return users
}

function usedBy(nodes: unknown): Set<string> {
  const found = new Set<string>()
  const pending: unknown[] = [nodes]
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (typeof node !== 'object' || node === null) continue
    const { op, name } = node as { readonly op?: unknown; readonly name?: unknown }
    if (op === 'constant' || op === 'apply')
      found.add(definitionKey(op === 'apply' ? 'function' : 'constant', String(name)))
    for (const member of Object.values(node)) if (typeof member === 'object') pending.push(member)
  }
  return found
}
