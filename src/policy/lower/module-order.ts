import { suggestName } from '../../core/index.js'
import type { DiagnosticSink } from '../syntax/diagnostic-sink.js'
import type { ImportDeclaration, ModuleGroup } from './module-group.js'

/** A module with its imports, as far as they lead somewhere. */
export interface OrderedModule {
  readonly group: ModuleGroup
  readonly imports: readonly ImportDeclaration[]
}

/**
 * The modules, each after those that it imports. What is imported and is not there is reported, and modules that import
 * one another in a circle.
 */
export function orderModules(groups: readonly ModuleGroup[], sink: DiagnosticSink): OrderedModule[] {
  const byName = new Map(groups.map((group) => [group.name, group]))
  const imports = new Map(
    groups.map((group) => [group, group.imports.filter((found) => isThere(found, group, byName, sink))]),
  )
  const waiting = new Map(
    groups.map((group) => [group, new Set(imports.get(group)!.map(({ module }) => module.text))]),
  )
  const ordered: OrderedModule[] = []
  let left = [...groups]
  while (left.length > 0) {
    const ready = left.filter((group) => waiting.get(group)!.size === 0)
    if (ready.length === 0) {
      reportCircle(left, imports, sink)
      // Imports of what stands in a circle are left out: their names are reported where they are used.
      for (const group of left) ordered.push({ group, imports: [] })
      return ordered
    }
    for (const group of ready) ordered.push({ group, imports: imports.get(group)! })
    const done = new Set(ready)
    left = left.filter((group) => !done.has(group))
    for (const group of left) for (const { name } of ready) waiting.get(group)!.delete(name)
  }
  return ordered
}

function isThere(
  { module }: ImportDeclaration,
  importer: ModuleGroup,
  byName: ReadonlyMap<string, ModuleGroup>,
  sink: DiagnosticSink,
): boolean {
  if (module.text === importer.name) {
    sink.error('policy/circular-import', `the module ${module.text} imports itself`, module.span)
    return false
  }
  if (byName.has(module.text)) return true
  const meant = suggestName(module.text, byName.keys())
  const help = meant === undefined ? 'compile its files together with this one' : `did you mean ${meant}?`
  sink.error('policy/unknown-module', `there is no module ${module.text}`, module.span, help)
  return false
}

function reportCircle(
  groups: readonly ModuleGroup[],
  imports: ReadonlyMap<ModuleGroup, readonly ImportDeclaration[]>,
  sink: DiagnosticSink,
): void {
  const inCircle = new Set(groups.map(({ name }) => name))
  for (const group of groups) {
    for (const { module } of imports.get(group)!) {
      if (!inCircle.has(module.text)) continue
      const message = `the import of ${module.text} closes a circle: it leads back to ${group.name}`
      const help = 'move what both need into a third module'
      sink.error('policy/circular-import', message, module.span, help)
    }
  }
}
