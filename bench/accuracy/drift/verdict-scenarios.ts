import type { DriftDeclaration, DriftVerdict } from 'keelson/drift'
import type { RandomStream } from '../../../test/support/random-stream.js'
import { CHANGE_DAY, DAY, MONDAY } from './clock.js'
import { FEATURE } from './watch.js'

/** A verdict at the end, with ` + excess` where the change went beyond what was declared. */
export type Outcome = DriftVerdict | `${DriftVerdict} + excess`

export interface VerdictScenario {
  readonly name: string
  /** What docs/statistics.md §5 publishes; its row in the matrix. */
  readonly expected: Outcome
  /** Just as right: a burst so short that it need not be seen. */
  readonly alsoRight?: Outcome
  /** A value at a number of days since the stream's begin. */
  readonly value: (days: number, random: RandomStream) => number
  readonly days?: number
  readonly kind?: 'categorical'
  readonly declared?: DriftDeclaration
}

const since = (days: number): number => Math.max(0, days - CHANGE_DAY)
const ramp = (days: number, length: number): number => Math.min(1, since(days) / length)
const during = (days: number, length: number): boolean => days >= CHANGE_DAY && days < CHANGE_DAY + length

/** A declaration of the change, made before it, with bounds. */
function declared(direction: 'up' | 'down' | 'any', maxEffect: number): DriftDeclaration {
  return {
    reference: 'CHG-7',
    features: [FEATURE],
    from: MONDAY + (CHANGE_DAY - 1) * DAY,
    to: MONDAY + (CHANGE_DAY + 2) * DAY,
    expect: { [FEATURE]: { direction, maxEffect } },
  }
}

/** One of five, by cumulative shares; `moved` of the mass goes from the first to the last. */
function category(uniform: number, moved: number): number {
  const ends = [0.4 - moved, 0.65 - moved, 0.85 - moved, 0.95 - moved, 1]
  return ends.findIndex((end) => uniform < end)
}

/** Slow poisoning at half, once and twice the usual pace, over 60 days. */
const PACES = [0.5, 1, 2] as const
const SLOW_DAYS: number = CHANGE_DAY + 60

export const VERDICT_SCENARIOS: readonly VerdictScenario[] = [
  { name: 'nothing', expected: 'stable', value: (_, { normal }) => normal() },
  ...[2, -2, 1.5, 0.5].map(
    (size): VerdictScenario => ({
      name: `step of ${size} σ`,
      expected: 'abrupt',
      value: (days, { normal }) => normal() + (days >= CHANGE_DAY ? size : 0),
    }),
  ),
  ...[2, 3, 4, 5, 6, 7].flatMap((length): VerdictScenario[] => [
    {
      name: `ramp of ${length} days to 1 σ`,
      expected: 'gradual',
      value: (days, { normal }) => normal() + ramp(days, length),
    },
    {
      name: `mixture that moves over in ${length} days`,
      expected: 'gradual',
      value: (days, { normal, uniform }) => normal() + (uniform() < ramp(days, length) ? 1.5 : 0),
    },
  ]),
  ...PACES.flatMap((pace): VerdictScenario[] => [
    {
      name: `level + ${0.1 * pace} σ a day`,
      expected: 'slow-poisoning',
      days: SLOW_DAYS,
      value: (days, { normal }) => normal() + 0.1 * pace * since(days),
    },
    {
      name: `spread + ${10 * pace} % a day`,
      expected: 'slow-poisoning',
      days: SLOW_DAYS,
      value: (days, { normal }) => normal() * (1 + 0.1 * pace * since(days)),
    },
    {
      name: `mix of categories + ${2 * pace} % a day`,
      kind: 'categorical',
      expected: 'slow-poisoning',
      days: SLOW_DAYS,
      value: (days, { uniform }) => category(uniform(), Math.min(0.4, 0.02 * pace * since(days))),
    },
  ]),
  ...(
    [
      [2, 4],
      [8, 3],
      [8, 6],
      [12, 3],
      [18, 2],
    ] as const
  ).map(
    ([hours, size]): VerdictScenario => ({
      name: `burst of ${size} σ for ${hours} hours`,
      expected: 'transient',
      alsoRight: 'stable',
      value: (days, { normal }) => normal() + (during(days, hours / 24) ? size : 0),
    }),
  ),
  ...[7, 10].map(
    (every): VerdictScenario => ({
      name: `two days of 1.5 σ every ${every} days`,
      expected: 'recurring',
      value: (days, { normal }) => normal() + (since(days) > 0 && since(days) % every < 2 ? 1.5 : 0),
    }),
  ),
  {
    name: 'step of 1 σ, declared',
    expected: 'declared-evolution',
    declared: declared('up', 0.8),
    value: (days, { normal }) => normal() + (days >= CHANGE_DAY ? 1 : 0),
  },
  {
    name: 'ramp of 5 days to 1 σ, declared',
    expected: 'declared-evolution',
    declared: declared('up', 0.8),
    value: (days, { normal }) => normal() + ramp(days, 5),
  },
  {
    name: 'spread × 1.5, declared in any direction',
    expected: 'declared-evolution',
    declared: declared('any', 0.5),
    value: (days, { normal }) => normal() * (days >= CHANGE_DAY ? 1.5 : 1),
  },
  {
    name: 'step of 1 σ, declared to half of it',
    expected: 'abrupt + excess',
    declared: declared('up', 0.33),
    value: (days, { normal }) => normal() + (days >= CHANGE_DAY ? 1 : 0),
  },
  {
    name: 'step of 1 σ, declared the other way',
    expected: 'abrupt + excess',
    declared: declared('down', 0.8),
    value: (days, { normal }) => normal() + (days >= CHANGE_DAY ? 1 : 0),
  },
  {
    name: 'level + 0.1 σ a day, declared to 0.5 σ',
    expected: 'slow-poisoning + excess',
    declared: declared('up', 0.33),
    value: (days, { normal }) => normal() + 0.1 * since(days),
  },
]

/** What the labelled streams of ../shared/eval/drift end as. */
export const LABELLED_OUTCOMES: Readonly<Record<string, readonly [expected: Outcome, alsoRight?: Outcome]>> =
  {
    stationary: ['stable'],
    heavy_tail_t3: ['stable'],
    seasonal: ['stable'],
    autocorr_ar1: ['stable'],
    categorical_null: ['stable'],
    transient: ['transient', 'stable'],
    abrupt_1s: ['abrupt'],
    abrupt_03s: ['abrupt'],
    abrupt_down_1s: ['abrupt'],
    gradual_7d: ['gradual'],
    incremental_7d: ['gradual'],
    variance_2x: ['abrupt'],
    shape_same_mv: ['abrupt'],
    categorical_mix: ['abrupt'],
    poisoning_30d: ['slow-poisoning'],
    recurring: ['recurring'],
    seasonal_abrupt: ['abrupt'],
  }
