import { MAX_NAME_LENGTH } from './program.js'

/** What finds the policies of a target. */
export interface TargetIndex<Entry> {
  readonly exact: ReadonlyMap<string, readonly Entry[]>
  /** By the name before `.*`. */
  readonly prefix: ReadonlyMap<string, readonly Entry[]>
  readonly every: readonly Entry[]
}

interface Targeted {
  readonly targets: readonly { readonly kind: 'exact' | 'prefix' | 'every'; readonly name: string }[]
}

export function buildTargetIndex<Entry>(
  entries: readonly { readonly policy: Targeted; readonly entry: Entry }[],
): TargetIndex<Entry> {
  const exact = new Map<string, Entry[]>()
  const prefix = new Map<string, Entry[]>()
  const every: Entry[] = []
  for (const { policy, entry } of entries) {
    for (const target of policy.targets) {
      if (target.kind === 'every') every.push(entry)
      else addTo(target.kind === 'exact' ? exact : prefix, target.name, entry)
    }
  }
  return { exact, prefix, every }
}

/**
 * Calls `visit` with each entry whose patterns match, once: no pattern of a policy covers another of it, so at most one
 * of them matches. Costs one look-up for the target and one for each dot in reach of a pattern.
 */
export function visitTarget<Entry>(
  index: TargetIndex<Entry>,
  target: string,
  visit: (entry: Entry) => void,
): void {
  visitAll(index.exact.get(target), visit)
  if (index.prefix.size > 0) {
    const reach = target.slice(0, MAX_NAME_LENGTH)
    for (let dot = reach.indexOf('.'); dot !== -1; dot = reach.indexOf('.', dot + 1)) {
      visitAll(index.prefix.get(target.slice(0, dot)), visit)
    }
  }
  visitAll(index.every, visit)
}

function visitAll<Entry>(entries: readonly Entry[] | undefined, visit: (entry: Entry) => void): void {
  if (entries === undefined) return
  for (let index = 0; index < entries.length; index += 1) visit(entries[index]!)
}

function addTo<Entry>(map: Map<string, Entry[]>, name: string, entry: Entry): void {
  const known = map.get(name)
  if (known === undefined) map.set(name, [entry])
  else known.push(entry)
}
