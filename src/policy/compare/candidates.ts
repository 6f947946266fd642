import type { JsonValue } from '../../core/index.js'
import { splitPattern } from '../runtime/text-search.js'
import { type Atom, type Candidate, outcomeOf, type PlaceFacts, type Scalar } from './place-facts.js'

/** The values to try in one place. */
export interface Candidates {
  /** One of each class that the atoms of the place can tell apart. */
  readonly values: readonly Candidate[]
  /** Why there may be classes that none of them is of. */
  readonly limits: readonly string[]
}

/** Most classes of a place; with more some are left out. */
const MOST_CLASSES = 32

/** Most values of a place that is used in ways that tell no classes. */
const MOST_UNCLEAR = 24

/** A text that stands for every one that no policy asks for in a place. */
export function otherText(name: string): string {
  return `other ${name}`
}

/**
 * What is worth trying in a place: the constants that it is compared with, their neighbours and what lies between, texts
 * around the parts that are asked for, anything else, nothing, and what is of a wrong type. What is usual comes first.
 *
 * @param name tells other values of this place from those of others
 */
export function candidatesFor(
  facts: readonly PlaceFacts[],
  name: string,
  extra: readonly Scalar[],
): Candidates {
  const atoms = [...new Map(facts.flatMap((place) => [...place.atoms])).values()]
  const reasons = new Set(facts.flatMap((place) => [...place.reasons]))
  const samples = facts.flatMap((place) => [...place.samples])
  if (facts.length === 0) reasons.add('how it is used is not known')
  const isUnclear = [...reasons].some((reason) => reason !== LISTS)
  const constants = new Set<Scalar>([...samples, ...atoms.flatMap(constantsOf)])
  const all = rawCandidates(atoms, facts, constants, name)
  if (isUnclear) all.push(...listsOf(name), ...extra.map((value): Candidate => ({ kind: 'value', value })))
  const classes = new Map<string, Candidate>()
  for (const candidate of all) {
    const outcomes = atoms.map((atom) => outcomeOf(atom, candidate))
    const key = JSON.stringify(isUnclear ? candidate : outcomes)
    if (!classes.has(key)) classes.set(key, candidate)
  }
  const most = isUnclear ? MOST_UNCLEAR : MOST_CLASSES
  if (classes.size > most) reasons.add('it has more values than are tried')
  if (atoms.some((atom) => atom.op === 'compare' && atom.operator === 'like' && !isAffix(atom.value))) {
    reasons.add('patterns with several stars')
  }
  return { values: [...classes.values()].slice(0, most), limits: [...reasons] }
}

/** Lists of several lengths, for what looks at a list as a whole. */
function listsOf(name: string): Candidate[] {
  return [0, 1, 2, 3].map((length) => ({
    kind: 'value',
    value: Array.from({ length }, (_item, index) => `${otherText(name)} ${index}`),
  }))
}

const LISTS = 'lists of more than two items are not tried'

function constantsOf(atom: Atom): readonly Scalar[] {
  if (atom.op === 'contains') return [atom.value]
  // A pattern is not what it matches.
  if (atom.op !== 'compare' || atom.operator === 'like') return []
  return Array.isArray(atom.value) ? (atom.value as readonly Scalar[]) : [atom.value as Scalar]
}

function rawCandidates(
  atoms: readonly Atom[],
  facts: readonly PlaceFacts[],
  constants: ReadonlySet<Scalar>,
  name: string,
): Candidate[] {
  const has = (op: Atom['op']): boolean => atoms.some((atom) => atom.op === op)
  const children = facts.flatMap((place) => [...place.children.keys()])
  const values: JsonValue[] = []
  const holders: Candidate[] = []
  if (has('flag')) values.push(true, false)
  if (children.some((child) => child !== '*') || has('members')) holders.push({ kind: 'object' })
  if (has('items') || children.includes('*')) {
    for (const length of [1, 2, 0]) holders.push({ kind: 'list', length })
    if (holders.every(({ kind }) => kind !== 'object')) holders.push({ kind: 'object' })
  }
  const contained = atoms.flatMap((atom) => (atom.op === 'contains' ? [atom.value] : []))
  for (const value of contained) values.push([value])
  if (contained.length > 0) values.push(contained, [])
  const scalars = [...constants]
  values.push(...scalars)
  values.push(...textsAround(atoms, name, scalars))
  values.push(...numbersAround(scalars.filter((value) => typeof value === 'number')))
  values.push(otherText(name), 7, true, false, null, [otherText(name)])
  const all: Candidate[] = [...holders, ...values.map((value): Candidate => ({ kind: 'value', value }))]
  const nothing: Candidate = { kind: 'absent' }
  return [...all, nothing, { kind: 'object' }, { kind: 'value', value: {} }]
}

/** Every number, the places between them, and those beyond. */
function numbersAround(constants: readonly number[]): number[] {
  const sorted = [...new Set(constants)].sort((one, other) => one - other)
  const around: number[] = []
  sorted.forEach((number, index) => {
    const next = sorted[index + 1]
    around.push(number - 1, number + 1, number + 0.5, number - 0.5)
    if (next !== undefined) around.push(number + (next - number) / 2)
  })
  return around.filter(Number.isFinite)
}

/** Texts with each beginning and each ending that is asked for, and those just after a text that others are ordered by. */
function textsAround(atoms: readonly Atom[], name: string, constants: readonly Scalar[]): string[] {
  const beginnings = new Set<string>([''])
  const endings = new Set<string>([''])
  const wholes: string[] = []
  let isOrdered = false
  for (const atom of atoms) {
    if (atom.op !== 'compare' || typeof atom.value !== 'string') continue
    const { operator, value } = atom
    if (operator === 'startsWith') beginnings.add(value)
    else if (operator === 'endsWith') endings.add(value)
    else if (operator === 'like') {
      const pieces = splitPattern(value)
      wholes.push(pieces.join(''), pieces.join(otherText(name)))
      if (pieces.length > 1) {
        beginnings.add(pieces[0]!)
        endings.add(pieces.at(-1)!)
      }
    } else if (['<', '<=', '>', '>='].includes(operator)) isOrdered = true
  }
  const strings = constants.filter((value) => typeof value === 'string')
  const mark = unusedCharacter([...strings, ...beginnings, ...endings])
  const texts = [...wholes]
  for (const beginning of beginnings) {
    for (const ending of endings) {
      // The plain one reads better; it may happen to begin or end with what another test asks for.
      texts.push(`${beginning}${otherText(name)}${ending}`, `${beginning}${mark}${ending}`)
      texts.push(...overlaps(beginning, ending))
    }
  }
  texts.push(...beginnings, ...endings)
  if (isOrdered) {
    // Just after each text in the order, and so before every other that comes after; and after all with a beginning.
    const points = [...strings, ...beginnings].flatMap((text) => [text, `${text}\u{10ffff}`])
    for (const point of points) for (const ending of endings) texts.push(`${point}\u0000${ending}`)
    texts.push('')
  }
  return texts
}

/** A character that none of the texts holds. */
function unusedCharacter(texts: readonly string[]): string {
  const used = new Set(texts.flatMap((text) => Array.from(text)))
  for (let point = 0x2d; ; point += 1) {
    const character = String.fromCodePoint(point)
    if (!used.has(character)) return character
  }
}

/** Texts that begin and end as asked by parts that share characters: too short for a pattern that asks for both. */
function overlaps(beginning: string, ending: string): string[] {
  const texts: string[] = []
  for (let shared = 1; shared < Math.min(beginning.length, ending.length); shared += 1) {
    if (beginning.endsWith(ending.slice(0, shared))) texts.push(beginning + ending.slice(shared))
  }
  return texts
}

/** A pattern that asks for a beginning, an ending, both, or a whole text. */
function isAffix(pattern: Scalar | readonly Scalar[]): boolean {
  return typeof pattern === 'string' && splitPattern(pattern).length <= 2
}
