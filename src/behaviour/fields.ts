/** Fields that every model has. */
type FixedName =
  | 'action'
  | 'resourceKind'
  | 'actionForIntent'
  | 'sequence'
  | 'namespace'
  | 'environment'
  | 'actionInNamespace'
  | 'target'
  | 'targetForIntent'
  | 'channel'
  | 'client'
  | 'network'
  | 'hourOfWeek'
  | 'role'
  | 'intent'
  | 'onBehalfOf'
  | 'provenance'
  | 'eventsInHour'
  | 'breadthInHour'
  | 'repeatsInHour'
  | 'eventsInMinute'
  | 'sessionSoFar'
  | 'areaForIntent'

/** Fields of one group tell much the same, so that only the one with the most to say counts in a channel's sum. */
interface FieldSpec {
  readonly name: FixedName
  readonly group: string
  /** Only this share of the excess counts: 1 where it is not said. */
  readonly share?: number
}

/** By number. Written state carries the numbers: a field is added at the end, with a new version of the binary form. */
const FIXED: readonly FieldSpec[] = [
  { name: 'action', group: 'operation' },
  { name: 'resourceKind', group: 'operation' },
  { name: 'actionForIntent', group: 'operation' },
  { name: 'sequence', group: 'sequence' },
  { name: 'namespace', group: 'place' },
  { name: 'environment', group: 'place' },
  { name: 'actionInNamespace', group: 'place' },
  { name: 'target', group: 'target' },
  { name: 'targetForIntent', group: 'target' },
  { name: 'channel', group: 'channel' },
  // A new machine or a journey changes both, and both are told in full by a thief's other fields.
  { name: 'client', group: 'client', share: 0.5 },
  { name: 'network', group: 'network', share: 0.5 },
  { name: 'hourOfWeek', group: 'time' },
  { name: 'role', group: 'claim' },
  { name: 'intent', group: 'claim' },
  { name: 'onBehalfOf', group: 'delegation' },
  { name: 'provenance', group: 'provenance' },
  { name: 'eventsInHour', group: 'volume' },
  { name: 'breadthInHour', group: 'volume' },
  { name: 'repeatsInHour', group: 'repetition' },
  { name: 'eventsInMinute', group: 'surge' },
  { name: 'sessionSoFar', group: 'session' },
  { name: 'areaForIntent', group: 'area' },
]

/** The number of each field that every model has. Attribute fields follow from {@link FIRST_ATTRIBUTE} on. */
export const FIELD: Readonly<Record<FixedName, number>> = Object.fromEntries(
  FIXED.map((field, number) => [field.name, number]),
) as Record<FixedName, number>

export const FIRST_ATTRIBUTE: number = FIXED.length

// Asked several times of each field of each event: a set takes three times as long as a list.
function marked(fields: readonly number[]): readonly boolean[] {
  return FIXED.map((_, number) => fields.includes(number))
}

/** How many numbers fields have in a model that takes so many attribute fields. */
export function fieldCount(attributeFields: number): number {
  return FIRST_ATTRIBUTE + attributeFields
}

const ABOUT_TARGET: readonly boolean[] = marked([
  FIELD.target,
  FIELD.targetForIntent,
  FIELD.areaForIntent,
  FIELD.actionForIntent,
  FIELD.provenance,
])

/** Fields of the channel `target`: what was acted on, given the declared intent, and where its arguments came from. */
export function isAboutTarget(field: number): boolean {
  return ABOUT_TARGET[field] === true
}

const OF_TARGET_ALONE: readonly boolean[] = marked([FIELD.target, FIELD.targetForIntent, FIELD.areaForIntent])

/** Fields of the channels `live` and `anchor`. */
export function isOfProfile(field: number): boolean {
  return OF_TARGET_ALONE[field] !== true
}

/** Names of fields by number, as contributions and approvals carry them. */
export function fieldNames(slots: ReadonlyMap<string, number>): string[] {
  const names: string[] = FIXED.map((field) => field.name)
  for (const [name, slot] of slots) names[FIRST_ATTRIBUTE + slot] = `attributes.${name}`
  return names
}

const GROUPS: readonly number[] = FIXED.map((field) =>
  FIXED.findIndex((other) => other.group === field.group),
)

/** Fields with the same number here share one place in a channel's sum. An attribute has one to itself. */
export function groupOf(field: number): number {
  return GROUPS[field] ?? field
}

const SHARES: readonly number[] = FIXED.map(({ share }) => share ?? 1)

/** Which share of its excess a field contributes where it leads its group. */
export function shareOf(field: number): number {
  return SHARES[field] ?? 1
}
