import fc from 'fast-check'
import {
  type BehaviourEvent,
  type BehaviourModel,
  createBehaviourModel,
  restoreBehaviourModel,
} from 'keelson/behaviour'
import { expect } from 'vitest'
import { KINDS, RANKED, ringFor } from '../../src/behaviour/calibration.js'
import type { CountTable } from '../../src/behaviour/count-table.js'
import type { Lexicon } from '../../src/behaviour/lexicon.js'
import { closedPopulation, type ModelState } from '../../src/behaviour/model-state.js'
import { MOST_EXCEEDANCES, MOST_FROM_ACTOR } from '../../src/behaviour/open-day.js'
import type { Population } from '../../src/behaviour/population.js'
import { readModel } from '../../src/behaviour/read-model.js'
import { law } from '../support/law.js'
import { anyEvents } from './arbitrary-events.js'
import { DAY, MONDAY, officeEvents } from './office.js'

// docs/behaviour.md, "What one actor can move in a day": the bounds that law 7 asks for, in sixteenths of an event.
const ONE_EVENT = 16
const ONE_BIT = 65_536

/** A flood of one actor's day: a few different events, each many times over. */
function anyFlood(): fc.Arbitrary<readonly BehaviourEvent[]> {
  return fc
    .tuple(anyEvents(3), fc.integer({ min: 1, max: 12 }))
    .map(([events, repeats]) => Array.from({ length: repeats }, () => events).flat())
}

function stateOf(model: BehaviourModel): ModelState {
  return readModel(model.toBytes())
}

function counts(table: CountTable, lexicon: Lexicon): Map<string, number> {
  const byPlace = new Map<string, number>()
  for (let row = 0; row < table.size; row += 1) {
    if (table.isTotal(row)) continue
    const texts = [lexicon.textOf(table.contextOf(row)), lexicon.textOf(table.valueOf(row))]
    byPlace.set(JSON.stringify([table.fieldOf(row), ...texts]), table.count(row))
  }
  return byPlace
}

function expectBoundedGain(without: Map<string, number>, flooded: Map<string, number>): void {
  for (const [place, count] of flooded) {
    expect(count - (without.get(place) ?? 0)).toBeLessThanOrEqual(MOST_FROM_ACTOR)
  }
  for (const [place, count] of without) expect(flooded.get(place) ?? 0).toBeGreaterThanOrEqual(count)
}

// Learnt once: each case goes on from these bytes.
const office: Uint8Array = (() => {
  const model = createBehaviourModel({ warmupMs: 7 * DAY })
  for (const event of officeEvents(16)) model.learn(event)
  return model.toBytes()
})()
const TODAY: number = MONDAY + 15 * DAY
const usual: ModelState = readModel(office)
const usualClosed: Population = closedPopulation(usual, usual.open!)

law(
  'in a day one actor adds at most four events to a value of the population, whatever it does',
  anyFlood(),
  (flood) => {
    const model = restoreBehaviourModel(office)
    for (const event of flood) model.learn({ ...event, actor: 'eve', at: TODAY + (event.at % DAY) })
    const flooded = stateOf(model)
    const moved = closedPopulation(flooded, flooded.open!)
    expectBoundedGain(counts(usualClosed.all, usual.lexicon), counts(moved.all, flooded.lexicon))
    for (const [name, group] of usualClosed.groups) {
      const others = moved.groups.get(name)!.counts
      expectBoundedGain(counts(group.counts, usual.lexicon), counts(others, flooded.lexicon))
    }
  },
  { runs: 200 },
)

law(
  'in a day one actor adds at most sixteen scores to the top hundredth of a ring',
  anyFlood(),
  (flood) => {
    const model = restoreBehaviourModel(office)
    for (const event of flood) {
      model.learn({
        ...event,
        actor: 'agent-pay',
        kind: 'agent',
        role: 'triage',
        at: TODAY + (event.at % DAY),
      })
    }
    const { calibration } = usual.population
    const scoresOf = (state: ModelState): ReturnType<NonNullable<ModelState['open']>['scoresWithSessions']> =>
      state.open!.scoresWithSessions(calibration)
    const [held, added] = [scoresOf(usual), scoresOf(stateOf(model))]
    for (const kind of KINDS) {
      for (const ranked of RANKED) {
        const ring = ringFor(calibration, kind, ranked)
        let exceedances = 0
        for (const [bin, weight] of added[kind][ranked]) {
          const score = ring.scale.lowest + bin * ring.scale.width
          if (ring.isExceedance(score)) exceedances += weight - (held[kind][ranked].get(bin) ?? 0)
        }
        expect(exceedances).toBeLessThanOrEqual(MOST_EXCEEDANCES * ONE_EVENT)
      }
    }
  },
  { runs: 200 },
)

law(
  'what an actor has spent of its sixteen exceedances comes back by two a day',
  fc.tuple(anyFlood(), anyFlood(), fc.integer({ min: 1, max: 10 })),
  ([first, second, days]) => {
    const model = restoreBehaviourModel(office)
    const floodOn = (flood: readonly BehaviourEvent[], day: number): void => {
      for (const event of flood) {
        const at = TODAY + day * DAY + (event.at % DAY)
        model.learn({ ...event, actor: 'agent-pay', kind: 'agent', role: 'triage', at })
      }
    }
    floodOn(first, 1)
    const spent = { ...stateOf(model).actors.get('agent-pay')!.exceedances }
    floodOn(second, 1 + days)
    const after = stateOf(model)
    const { calibration } = after.population
    for (const ranked of RANKED.filter((name) => name !== 'session')) {
      const ring = ringFor(calibration, 'agent', ranked)
      let exceedances = 0
      for (const [bin, weight] of after.open!.scores.agent[ranked]) {
        if (ring.isExceedance(ring.scale.lowest + bin * ring.scale.width)) exceedances += weight
      }
      const left = MOST_EXCEEDANCES - Math.max(0, spent[ranked] - 2 * days)
      expect(exceedances).toBeLessThanOrEqual(left * ONE_EVENT)
    }
  },
  { runs: 100 },
)

law(
  'in a day an actor with an anchor gains for a value two events, a tenth of all or a quarter of its own',
  anyFlood(),
  (flood) => {
    const model = restoreBehaviourModel(office)
    const tomorrow = TODAY + DAY
    for (const event of flood) model.learn({ ...event, actor: 'agent-pay', at: tomorrow + (event.at % DAY) })
    const after = stateOf(model)
    const [held, gained] = [usual.actors.get('agent-pay')!, after.actors.get('agent-pay')!]
    expect(held.frozen).toBe(true)
    const old = counts(held.counts, usual.lexicon)
    const table = gained.counts
    for (const [place, count] of counts(table, after.lexicon)) {
      const [field, context] = JSON.parse(place) as [number, string]
      const total = table.count(table.find(field, after.lexicon.idOf(context), 0))
      const own = old.get(place) ?? 0
      const most = Math.max(2 * ONE_EVENT, Math.floor(total / 10), Math.floor(own / 4))
      expect(count - own).toBeLessThanOrEqual(most)
    }
    held.expectation.forEach((expectation, field) => {
      expect(Math.abs(gained.expectation[field]! - expectation)).toBeLessThanOrEqual(ONE_BIT)
    })
    expect(gained.frozenExpectation).toEqual(held.frozenExpectation)
  },
  { runs: 200 },
)

law(
  'no actor changes how another is scored on the same day',
  anyFlood(),
  (flood) => {
    const model = restoreBehaviourModel(office)
    const event = officeEvents(16).at(-1)!
    const before = model.score(event)
    for (const other of flood) model.learn({ ...other, actor: 'eve', at: TODAY + (other.at % DAY) })
    expect(JSON.stringify(model.score(event))).toBe(JSON.stringify(before))
  },
  { runs: 200 },
)
