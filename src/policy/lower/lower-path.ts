import { suggestName } from '../../core/index.js'
import {
  type Expression as LoweredNode,
  type PathStep as LoweredStep,
  MAX_TREE_HEIGHT,
} from '../runtime/program.js'
import type { Expression, PathStep } from '../syntax/ast.js'
import type { NameFacts } from '../syntax/name-observer.js'
import { placeOf } from '../typing/presence.js'
import { canBe } from '../typing/relations.js'
import {
  JSON_TYPE,
  type ObjectType,
  phraseOf,
  presentType,
  STRING_TYPE,
  TIME_TYPE,
  type Type,
  writeType,
} from '../typing/type.js'
import { constantKey } from './definition-table.js'
import { factsOfBinding, factsOfExports, factsOfMember } from './describe-names.js'
import { build, clash, type LoweredExpression, type Lowering, leaf, type Of, readAs } from './lowering.js'
import type { Binding, NameScope } from './name-scope.js'

/** Where a path has got to. */
interface Reached {
  readonly type: Type
  /** The member may be missing there, and nothing has asked whether it is. */
  readonly absent: boolean
}

/** A name by itself. */
export function lowerName(lowering: Lowering, node: Of<'name'>, scope: NameScope): LoweredExpression {
  const at = lowering.at(node.span)
  if (node.name === 'now') return leaf({ op: 'now', at }, TIME_TYPE, true)
  if (node.name === 'target') return { ...leaf({ op: 'target', at }, STRING_TYPE, true), onRequest: true }
  if (node.name === 'approvals') {
    const help = 'write require approvals … from group(…): it checks subject, age, group and person'
    scope.sink.error('policy/reserved-name', '`approvals` cannot be read', node.span, help)
    return lowering.faulty(node.span)
  }
  const binding = scope.use(node.name, node.span)
  return binding === undefined ? lowering.faulty(node.span) : lowerBound(lowering, node, binding, scope)
}

function lowerBound(
  lowering: Lowering,
  node: Of<'name'>,
  binding: Binding,
  scope: NameScope,
): LoweredExpression {
  const at = lowering.at(node.span)
  switch (binding.kind) {
    case 'input': {
      const declared = scope.refinedType(node.name) ?? binding.type
      const isNull = declared.kind === 'optional' && !scope.isPresent(`/${node.name}`)
      const type = isNull ? declared : presentType(declared)
      const root: LoweredNode = { op: 'root', name: node.name, type: rootType(type), at }
      return readAs(onRequest(leaf(root, type, true)), type, at)
    }
    case 'constant':
    case 'local': {
      const { facts, programName } = binding
      const op = binding.kind
      if (op === 'constant') lowering.noteUse(constantKey(programName))
      const read: LoweredNode = { op, name: programName, at }
      const mayBeAbsent = facts.absent || facts.type.kind === 'optional'
      const isPresent = mayBeAbsent && scope.isPresent(`/${node.name}`)
      const type = isPresent ? presentType(facts.type) : facts.type
      const absent = facts.absent && !isPresent
      return { ...facts, type, node: read, raw: read, absent, height: facts.height + 1, size: 1 }
    }
    case 'enum': {
      const help = `name a member: ${node.name}.${[...binding.type.words][0] ?? 'member'}`
      clash(scope, `\`${node.name}\` is an enum, not a value`, node.span, help)
      return lowering.faulty(node.span)
    }
    case 'module': {
      clash(
        scope,
        `\`${node.name}\` is a module, not a value`,
        node.span,
        `name what it exports: ${node.name}.…`,
      )
      return lowering.faulty(node.span)
    }
    case 'broken':
      return lowering.faulty(node.span)
  }
}

/** What the runtime makes sure of when it reads the input. */
function rootType(type: Type): 'json' | 'string' | 'number' | 'bool' {
  if (type.kind === 'words') return 'string'
  return type.kind === 'string' || type.kind === 'number' || type.kind === 'bool' ? type.kind : 'json'
}

export function lowerPath(lowering: Lowering, node: Of<'path'>, scope: NameScope): LoweredExpression {
  if (node.steps.length > MAX_TREE_HEIGHT) {
    const message = `the path has more than ${MAX_TREE_HEIGHT} steps`
    scope.sink.error('policy/nesting-limit', message, node.span, 'read a part of it with let')
    return lowering.faulty(node.span)
  }
  if (node.base.kind === 'name') {
    const binding = scope.find(node.base.name)
    if (binding?.kind === 'enum') {
      scope.use(node.base.name, node.base.span)
      return enumMember(lowering, node, node.base.name, binding.type, node.steps, scope)
    }
    if (binding?.kind === 'module') return memberOfModule(lowering, node, node.base, binding, scope)
  }
  return stepsFrom(lowering, node, lowering.lower(node.base, scope), node.steps, scope)
}

function stepsFrom(
  lowering: Lowering,
  node: Of<'path'>,
  base: LoweredExpression,
  steps: readonly PathStep[],
  scope: NameScope,
): LoweredExpression {
  const parts: LoweredExpression[] = [base]
  const lowered: LoweredStep[] = []
  const lastOptional = steps.map(({ kind }) => kind).lastIndexOf('optional')
  let reached: Reached = { type: base.type, absent: base.absent }
  for (const [index, step] of steps.entries()) {
    // A `?.` settles all that may be missing to its left.
    if (index > lastOptional && mayBeAbsent(reached)) {
      reportAbsent(reached, pathUpTo(node, steps, index), scope)
    }
    const key = step.kind === 'index' ? lowering.present(step.key, scope) : null
    if (key !== null) {
      checkKey(key, step, scope)
      parts.push(key)
    }
    lowered.push(lowerStep(step, key))
    const { type, absent } = follow(reached.type, step, key, scope)
    const place = absent || type.kind === 'optional' ? placeOf(pathUpTo(node, steps, index + 1)) : null
    const settled = index === lastOptional || (place !== null && scope.isPresent(place))
    reached = settled ? { type: presentType(type), absent: false } : { type, absent }
  }
  const place = lastOptional === -1 ? null : placeOf(node)
  const whole = lastOptional === -1 || (place !== null && scope.isPresent(place))
  // Behind a `?.` what is absent reads as null.
  const type = whole ? reached.type : nullable(reached.type)
  const at = lowering.at(node.span)
  const path = build({ op: 'path', base: base.raw, steps: lowered, at }, type, parts)
  const read = reached.absent ? { ...path, absent: true } : path
  return readAs(base.onRequest ? onRequest(read) : read, type, at)
}

function onRequest(value: LoweredExpression): LoweredExpression {
  return { ...value, onRequest: true }
}

function mayBeAbsent({ type, absent }: Reached): boolean {
  return absent || type.kind === 'optional'
}

function lowerStep(step: PathStep, key: LoweredExpression | null): LoweredStep {
  return step.kind === 'index' ? { op: 'index', key: key!.node } : { op: step.kind, name: step.name }
}

function nullable(type: Type): Type {
  return type.kind === 'json' || type.kind === 'optional' || type.kind === 'null'
    ? type
    : { kind: 'optional', item: type }
}

/** The same path, cut off before a step. */
function pathUpTo(node: Of<'path'>, steps: readonly PathStep[], count: number): Expression {
  const own = node.steps.length - steps.length
  return own + count === 0 ? node.base : { ...node, steps: node.steps.slice(0, own + count) }
}

function checkKey(key: LoweredExpression, step: PathStep, scope: NameScope): void {
  if (canBe(key.type, 'string') || canBe(key.type, 'number')) return
  clash(scope, `an index is a number or a string, this is ${phraseOf(key.type)}`, step.span)
}

function follow(from: Type, step: PathStep, key: LoweredExpression | null, scope: NameScope): Reached {
  const type = from.kind === 'optional' ? from.item : from
  if (type.kind === 'json' || type.kind === 'null') return { type: JSON_TYPE, absent: false }
  if (step.kind === 'index') return index(type, key!, step, scope)
  if (type.kind === 'object') return member(type, step.name, step, scope)
  if (type.kind === 'map') return { type: type.item, absent: true }
  clash(scope, `${phraseOf(type)} has no members`, step.span)
  return { type: JSON_TYPE, absent: false }
}

function index(type: Type, key: LoweredExpression, step: PathStep, scope: NameScope): Reached {
  if (type.kind === 'list' || type.kind === 'set') {
    if (!canBe(key.type, 'number'))
      clash(scope, `the index of a list is a number, this is ${phraseOf(key.type)}`, step.span)
    // Whether an index is in a list cannot be known from the text: what is not there is missing, and fails closed.
    return { type: type.item, absent: false }
  }
  if (type.kind === 'map') return { type: type.item, absent: true }
  if (type.kind === 'object') {
    const word = key.type.kind === 'words' && key.type.words.size === 1 ? [...key.type.words][0]! : null
    return word === null ? { type: JSON_TYPE, absent: false } : member(type, word, step, scope)
  }
  clash(scope, `${phraseOf(type)} has no items`, step.span)
  return { type: JSON_TYPE, absent: false }
}

function member(type: ObjectType, name: string, step: PathStep, scope: NameScope): Reached {
  const { observer } = scope.sink
  const known = type.members.get(name)
  if (known !== undefined) {
    observer?.saw(step.span, factsOfMember(name, known))
    return { type: known.type, absent: known.optional }
  }
  if (observer?.marker === name) {
    observer.offer([...type.members].map(([member, facts]) => factsOfMember(member, facts)))
  }
  if (type.open) return { type: JSON_TYPE, absent: false }
  const meant = suggestName(name, type.members.keys())
  const members = [...type.members.keys()]
  const help =
    meant !== undefined
      ? `did you mean ${meant}?`
      : members.length === 0
        ? 'it has no members'
        : `its members are ${members.slice(0, 12).join(', ')}${members.length > 12 ? ', …' : ''}`
  scope.sink.error('policy/unknown-member', `${writeShort(type)} has no member ${name}`, step.span, help)
  return { type: JSON_TYPE, absent: false }
}

function writeShort(type: ObjectType): string {
  return type.name ?? (type.members.size > 4 ? 'the object' : writeType(type))
}

/** Reports an operand that may be missing or null; `undefined` help for a place that has no name. */
export function reportAbsent(reached: Reached, node: Expression, scope: NameScope): void {
  const isNull = reached.type.kind === 'optional'
  if (scope.isLenient || (!reached.absent && !isNull)) return
  const written = writePath(node)
  const what = reached.absent ? 'may be missing' : 'may be null'
  const help =
    written === null
      ? 'give a default with ??'
      : `ask has(${written}) first, read on with ?., give a default with ??, or write required(${written}) to fail closed`
  scope.sink.error('policy/missing-not-handled', `${written ?? 'the value'} ${what}`, node.span, help)
}

/** A path as it is written, for a message; `null` for what is no path or too long to tell. */
function writePath(node: Expression): string | null {
  if (node.kind === 'name') return node.name
  if (node.kind !== 'path') return null
  const base = writePath(node.base)
  if (base === null || node.steps.length > 12) return null
  return node.steps.reduce((text, step) => {
    if (step.kind === 'member') return `${text}.${step.name}`
    return step.kind === 'optional' ? `${text}?.${step.name}` : `${text}[…]`
  }, base)
}

function enumMember(
  lowering: Lowering,
  node: Of<'path'>,
  name: string,
  type: Type & { readonly kind: 'words' },
  steps: readonly PathStep[],
  scope: NameScope,
): LoweredExpression {
  const step = steps[0]
  if (steps.length !== 1 || step?.kind !== 'member') {
    clash(scope, `a member of an enum is written ${name}.name`, node.span)
    return lowering.faulty(node.span)
  }
  const { observer } = scope.sink
  const memberFacts = (word: string): NameFacts => factsOfMember(word, { type, optional: false })
  if (observer?.marker === step.name) observer.offer([...type.words].map(memberFacts))
  if (type.words.has(step.name)) {
    observer?.saw(step.span, memberFacts(step.name))
    const literal: LoweredNode = { op: 'literal', value: step.name, at: lowering.at(node.span) }
    return leaf(literal, { ...type, words: new Set([step.name]) }, false)
  }
  const meant = suggestName(step.name, type.words)
  const help =
    meant === undefined ? `its members are ${[...type.words].join(', ')}` : `did you mean ${meant}?`
  scope.sink.error('policy/unknown-name', `the enum ${name} has no member ${step.name}`, step.span, help)
  return lowering.faulty(node.span)
}

/** `module.constant…` or `module.Enum.member`. */
function memberOfModule(
  lowering: Lowering,
  node: Of<'path'>,
  base: Of<'name'>,
  { exports }: Binding & { readonly kind: 'module' },
  scope: NameScope,
): LoweredExpression {
  scope.use(base.name, base.span)
  const [first, ...rest] = node.steps
  if (first?.kind !== 'member') {
    clash(scope, `what a module exports is written ${base.name}.name`, node.span)
    return lowering.faulty(node.span)
  }
  if (scope.sink.observer?.marker === first.name) scope.sink.observer.offer(factsOfExports(exports))
  const member = exports.values.get(first.name)
  if (member === undefined || !member.exported) {
    reportNotExported(exports.module, first.name, first.span, member !== undefined, exports.values, scope)
    return lowering.faulty(node.span)
  }
  const { what } = member
  if (what.kind !== 'broken') scope.sink.observer?.saw(first.span, factsOfBinding(first.name, what))
  if (what.kind === 'enum')
    return enumMember(lowering, node, `${base.name}.${first.name}`, what.type, rest, scope)
  if (what.kind !== 'constant') return lowering.faulty(node.span)
  lowering.noteUse(constantKey(what.programName))
  const read: LoweredNode = { op: 'constant', name: what.programName, at: lowering.at(node.span) }
  const value: LoweredExpression = {
    ...what.facts,
    node: read,
    raw: read,
    height: what.facts.height + 1,
    size: 1,
  }
  return rest.length === 0 ? value : stepsFrom(lowering, node, value, rest, scope)
}

/** A name that a module does not have, or keeps to itself. */
export function reportNotExported(
  module: string,
  name: string,
  span: Expression['span'],
  exists: boolean,
  members: ReadonlyMap<string, { readonly exported: boolean }>,
  scope: NameScope,
): void {
  if (exists) {
    const help = `write export before it in ${module}`
    scope.sink.error('policy/not-exported', `\`${name}\` is not exported by the module ${module}`, span, help)
    return
  }
  const exported = [...members].filter(([, member]) => member.exported).map(([known]) => known)
  const meant = suggestName(name, exported)
  const help =
    meant !== undefined
      ? `did you mean ${meant}?`
      : exported.length === 0
        ? 'it exports nothing of the kind'
        : `it exports ${exported.slice(0, 12).join(', ')}`
  scope.sink.error('policy/unknown-name', `the module ${module} has no ${name}`, span, help)
}
