import type { JsonValue } from 'keelson/core'
import { randomStream } from '../../../test/support/random-stream.js'
import { FIRST_SEED, POINTS_A_DAY, round } from './clock.js'
import { kindOf, type Labelled } from './labelled.js'
import type { Task } from './tasks.js'
import { LABELLED_OUTCOMES, type Outcome, VERDICT_SCENARIOS } from './verdict-scenarios.js'
import { endOf, type StreamValue, type WatchOptions, watch } from './watch.js'

interface Case {
  readonly name: string
  readonly expected: Outcome
  readonly alsoRight: Outcome | undefined
  readonly run: (seed: number) => string
}

/** The verdict at the end of a stream, and whether it went beyond what was declared. */
function outcome(points: number, next: (index: number) => StreamValue, options: WatchOptions): string {
  const { verdict, excess } = watch(points, next, options).assess(endOf(points)).features[0]!
  return excess === undefined ? verdict : `${verdict} + excess`
}

function cases(labelled: Labelled | null): Case[] {
  const own = VERDICT_SCENARIOS.map(({ name, expected, alsoRight, value, days = 60, kind, declared }) => ({
    name,
    expected,
    alsoRight,
    run: (seed: number) => {
      const random = randomStream(FIRST_SEED + seed)
      const next = (index: number): number => value(index / POINTS_A_DAY, random)
      const options = { ...(kind && { kind }), ...(declared && { declared }) }
      return outcome(days * POINTS_A_DAY, next, options)
    },
  }))
  if (labelled === null) return own
  const known = Object.entries(LABELLED_OUTCOMES).map(([name, [expected, alsoRight]]) => ({
    name,
    expected,
    alsoRight,
    run: (seed: number) => {
      const values = labelled.stream(name, FIRST_SEED + seed)
      return outcome(values.length, (index) => values[index]!, kindOf(name))
    },
  }))
  return [...known, ...own]
}

const keyOf = (name: string, seed: number): string => `verdict | ${name} | ${seed}`

export function verdictTasks(
  labelled: Labelled | null,
  seeds: number,
  isWanted: (name: string) => boolean,
): Task[] {
  return cases(labelled)
    .filter(({ name }) => isWanted(name))
    .flatMap(({ name, run }) =>
      Array.from({ length: seeds }, (_, seed) => ({ key: keyOf(name, seed), run: () => run(seed) })),
    )
}

export interface VerdictRows {
  /** A row for each scenario: what was expected, how often it was so, and what was found. */
  readonly scenarios: readonly object[]
  /** A row for each expected verdict, all its scenarios together: shares in per cent of what was found. */
  readonly matrix: readonly object[]
}

export function verdictRows(
  labelled: Labelled | null,
  results: ReadonlyMap<string, JsonValue>,
  seeds: number,
  isWanted: (name: string) => boolean,
): VerdictRows {
  const kinds = new Map<string, { found: string[]; right: number }>()
  const scenarios = cases(labelled)
    .filter(({ name }) => isWanted(name))
    .map(({ name, expected, alsoRight }) => {
      const found = Array.from({ length: seeds }, (_, seed) => results.get(keyOf(name, seed)) as string)
      const right = found.filter((verdict) => verdict === expected || verdict === alsoRight).length
      const kind = kinds.get(expected) ?? { found: [], right: 0 }
      kind.found.push(...found)
      kind.right += right
      kinds.set(expected, kind)
      return { scenario: name, expected, 'right %': round((100 * right) / seeds), found: tally(found) }
    })
  const matrix = [...kinds].map(([expected, { found, right }]) => ({
    expected,
    'right %': round((100 * right) / found.length),
    ...Object.fromEntries(
      Object.entries(tally(found)).map(([verdict, count]) => [verdict, round((100 * count) / found.length)]),
    ),
  }))
  return { scenarios, matrix }
}

function tally(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1
  return counts
}
