import type {
  Declaration,
  Expression,
  PolicyDeclaration,
  SourceFile,
  TypeExpression,
} from '../../../src/policy/syntax/ast.js'
import { DiagnosticSink } from '../../../src/policy/syntax/diagnostic-sink.js'
import { FileParser } from '../../../src/policy/syntax/parse-file.js'
import { ParseSession } from '../../../src/policy/syntax/parse-session.js'
import type { KnownType } from './outcome.js'

type FunctionDeclaration = Extract<Declaration, { kind: 'fn' }>

/** One module (§3), as its files declare it. */
export interface Module {
  readonly name: string
  readonly gate: boolean
  readonly inputs: ReadonlyMap<string, TypeExpression>
  readonly constants: ReadonlyMap<string, Expression>
  readonly enums: ReadonlySet<string>
  readonly functions: ReadonlyMap<string, FunctionDeclaration>
  readonly types: ReadonlyMap<string, TypeExpression>
  /** Module by the name it is imported as. */
  readonly imports: ReadonlyMap<string, string>
  readonly policies: readonly PolicyDeclaration[]
}

export type Modules = ReadonlyMap<string, Module>

export interface Source {
  readonly path: string
  readonly text: string
}

/** Reads the sources by the compiler's parser, and nothing else of the compiler. */
export function readModules(sources: readonly Source[]): Modules {
  const parser = new FileParser(new ParseSession(new DiagnosticSink()))
  const byModule = new Map<string, Declaration[]>()
  for (const { path, text } of sources) {
    const { declarations }: SourceFile = parser.parse(text, path)
    const named = declarations.find((one) => one.kind === 'module')
    const name = named?.kind === 'module' ? named.name : ''
    byModule.set(name, [...(byModule.get(name) ?? []), ...declarations])
  }
  return new Map([...byModule].map(([name, declarations]) => [name, moduleOf(name, declarations)]))
}

function moduleOf(name: string, declarations: readonly Declaration[]): Module {
  const gate = declarations.some((one) => one.kind === 'mode' && one.mode === 'gate')
  const inputs = new Map<string, TypeExpression>()
  const constants = new Map<string, Expression>()
  const enums = new Set<string>()
  const functions = new Map<string, FunctionDeclaration>()
  const types = new Map<string, TypeExpression>()
  const imports = new Map<string, string>()
  const policies: PolicyDeclaration[] = []
  for (const one of declarations) {
    if (one.kind === 'input') inputs.set(one.name.text, one.type)
    if (one.kind === 'let') constants.set(one.name.text, one.value)
    if (one.kind === 'enum') enums.add(one.name.text)
    if (one.kind === 'fn') functions.set(one.name.text, one)
    if (one.kind === 'type') types.set(one.name.text, one.type)
    if (one.kind === 'import') imports.set(one.alias.text, one.module.text)
    if (one.kind === 'policy') policies.push(one)
  }
  return { name, gate, inputs, constants, enums, functions, types, imports, policies }
}

/** The type without names and `?`; nothing where nothing is known. */
function resolve(modules: Modules, known: KnownType | undefined): KnownType | undefined {
  if (known === undefined) return undefined
  const { module, type } = known
  if (type.kind === 'optional') return resolve(modules, { module, type: type.item })
  if (type.kind !== 'name') return known
  const owner = type.module === null ? module : modules.get(module)!.imports.get(type.module.text)!
  const declared = modules.get(owner)!.types.get(type.name.text)
  return declared === undefined ? known : resolve(modules, { module: owner, type: declared })
}

/** The type of a member or an item. */
export function typeWithin(
  modules: Modules,
  known: KnownType | undefined,
  segment: string | number,
): KnownType | undefined {
  const resolved = resolve(modules, known)
  if (resolved === undefined) return undefined
  const { module, type } = resolved
  if (type.kind === 'list' || type.kind === 'set' || type.kind === 'map') return { module, type: type.item }
  if (type.kind !== 'object') return undefined
  const member = type.members.find(({ name }) => name.text === segment)
  return member === undefined ? undefined : { module, type: member.type }
}

/** What JSON has no form for, and what an input is held to be. */
export function wordOf(modules: Modules, known: KnownType | undefined): string | undefined {
  const resolved = resolve(modules, known)
  return resolved?.type.kind === 'name' ? resolved.type.name.text : undefined
}

export function isOptional(modules: Modules, known: KnownType | undefined): boolean {
  if (known === undefined) return false
  const { module, type } = known
  if (type.kind === 'optional') return true
  if (type.kind !== 'name' || type.module !== null) return false
  const declared = modules.get(module)!.types.get(type.name.text)
  return declared !== undefined && isOptional(modules, { module, type: declared })
}
