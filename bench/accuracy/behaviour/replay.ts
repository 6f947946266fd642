import { type BehaviourEvent, type BehaviourOptions, createBehaviourModel } from 'keelson/behaviour'
import { Outcomes } from './outcomes.js'
import { DAY, eventOf, type Line } from './synthetic-log.js'

const APPROVED_DAYS = 14

/** Alerts a day that the model is told there is room for. */
const ALERTS_A_DAY = 5

export interface Replay {
  readonly outcomes: Outcomes
  readonly eventsPerSecond: number
  readonly bytesPerActor: number
}

/**
 * Scores, then learns each line in turn; an approval that the log holds is approved.
 *
 * @param hidden members of events that the model is not told
 */
export async function replay(
  lines: AsyncIterable<Line>,
  options: BehaviourOptions = {},
  hidden: readonly (keyof BehaviourEvent)[] = [],
): Promise<Replay> {
  const model = createBehaviourModel(options)
  const outcomes = new Outcomes()
  let spent = 0n
  for await (const line of lines) {
    const event = { ...eventOf(line) }
    for (const member of hidden) delete event[member]
    const start = process.hrtime.bigint()
    const score = model.score(event, { alertsADay: ALERTS_A_DAY })
    model.learn(event)
    spent += process.hrtime.bigint() - start
    outcomes.add(line, score)
    if (line.approved === '') continue
    const until = line.ts + APPROVED_DAYS * DAY
    model.approve({ reference: `role-change-${line.approved}`, actor: line.approved, until })
    outcomes.moves.set(line.approved, outcomes.day[outcomes.size - 1]!)
  }
  return {
    outcomes,
    eventsPerSecond: Math.round(outcomes.size / (Number(spent) / 1e9)),
    bytesPerActor: Math.round(model.toBytes().length / outcomes.actors.length),
  }
}
