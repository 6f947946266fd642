import {
  type BehaviourScore,
  explainChart,
  formatActorReport,
  formatBehaviour,
  mergeBehaviourModels,
  restoreBehaviourModel,
} from 'keelson/behaviour'
import { ACTORS, drawEvent } from './behaviour-events.js'
import { BehaviourShards } from './behaviour-shards.js'
import type { Draw } from './draw.js'
import { type CorpusRoom, outcome } from './room.js'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const START = 1_790_553_600_000

interface Office {
  readonly draw: Draw
  readonly shards: BehaviourShards
  /** Epoch milliseconds, and how many cases there were. */
  at: number
  step: number
  lastScore: BehaviourScore | undefined
  /** Events that are learnt, and not shown, before each that is. */
  readonly unseen: number
}

type Case = (office: Office) => unknown

/** One of the actors, or once in twenty nobody that is known. */
const someone = ({ draw }: Office): string => (draw.chance(1, 20) ? 'nobody' : draw.pick(ACTORS))

const act: Case = (office) => {
  const { draw, shards } = office
  office.at += draw.chance(1, 40) ? draw.below(60) * HOUR : draw.below(HOUR / (office.unseen + 1) + 60_000)
  const days = shards.turn(office.at)
  for (let more = 0; more < office.unseen; more += 1) {
    const event = drawEvent(draw, office.at, '')
    outcome(() => shards.of(event.actor).learn(event))
  }
  const event = drawEvent(draw, office.at, `e${office.step}`)
  const model = shards.of(event.actor)
  const alertsADay = draw.chance(1, 40) ? 0 : draw.pick([undefined, 0.4, 3])
  const options = alertsADay === undefined ? {} : { alertsADay }
  const score = outcome(() => {
    office.lastScore = model.score(event, options)
    return office.lastScore
  })
  const weight = draw.pick([1, 1, 1, 0.5, 0.03])
  return [days, score, outcome(() => model.learn(event, { weight })) ?? null]
}

/** Feedback on one of the last hundred events: some are not known, some were judged before. */
const judge: Case = (office) => {
  const { draw, shards, step } = office
  const reference = `e${step - draw.below(100)}`
  const verdict = draw.pick(['confirm', 'dismiss'] as const)
  return shards.models.map((model) => outcome(() => model[verdict](reference)) ?? null)
}

const edges: Case = (office) => {
  const actor = someone(office)
  return outcome(() => office.shards.of(actor).neighbours(actor))
}

const movement: Case = (office) => {
  const actor = someone(office)
  const at = office.at + office.draw.pick([0, 8 * DAY])
  return outcome(() => {
    const report = office.shards.of(actor).assessActor(actor, at)
    return [report, formatActorReport(report)]
  })
}

const texts: Case = ({ draw, lastScore }) => {
  if (lastScore === undefined) return null
  const options = { colour: draw.chance(1, 2), fields: draw.between(1, 9), grounds: draw.chance(1, 2) }
  return [formatBehaviour(lastScore, options), explainChart(lastScore)]
}

/** A model of one actor alone learns on; what it learns is not known where it came from. */
const whatIf: Case = (office) => {
  const { draw, shards } = office
  const actor = someone(office)
  return outcome(() => {
    const fork = shards.of(actor).fork(actor)
    const event = { ...drawEvent(draw, office.at + DAY, ''), actor }
    fork.learn(event)
    return [fork.score(event), fork.toBytes()]
  })
}

/** The day closes before its end; what is still learnt in it is refused. */
const close: Case = (office) => {
  const closed = office.shards.close()
  if (office.draw.chance(3, 4)) office.at = (Math.floor(office.at / DAY) + 1) * DAY
  return closed
}

const approve: Case = (office) => {
  const { at, draw, shards, step } = office
  const actor = someone(office)
  const fields = draw.pick([{}, { fields: ['action'] }, { fields: ['target', 'nothing'] }])
  const until = at + draw.pick([-HOUR, 3 * DAY])
  return (
    outcome(() => shards.of(actor).approve({ reference: `CHG-${step}`, actor, until, ...fields })) ?? null
  )
}

const freeze: Case = (office) => {
  const { at, draw, shards, step } = office
  const some = draw.chance(1, 2) ? undefined : [someone(office)]
  return shards.models.map(
    (model) =>
      outcome(() =>
        model.freezeAnchor({
          at,
          reference: `CHG-${step}`,
          ...(some === undefined ? {} : { actors: some }),
        }),
      ) ?? null,
  )
}

/** Models that do not belong together, and bytes that were damaged. */
const refused: Case = ({ draw, shards }) => {
  const [model] = shards.models
  const bytes = model!.toBytes()
  bytes[draw.below(bytes.length)]! ^= 1
  return [
    outcome(() => restoreBehaviourModel(bytes).toBytes()),
    outcome(() => model!.closeDay([model!.exportDay()])) ?? null,
    outcome(() => mergeBehaviourModels([model!, model!]).toBytes()),
  ]
}

const CASES: readonly (readonly [weight: number, run: Case])[] = [
  [180, act],
  [8, judge],
  [6, edges],
  [6, movement],
  [8, texts],
  [3, whatIf],
  [3, approve],
  [1, freeze],
  [1, close],
  [1, ({ draw, shards }) => shards.restart(draw)],
  [1, refused],
]

/**
 * Some weeks of eight actors in one model or two shards: every event scored and learnt, feedback, neighbours, reports,
 * texts and charts, forks, approvals, anchors, closed days, merges, bytes, and what is refused.
 */
export const behaviourRoom: CorpusRoom = {
  name: 'behaviour',
  scenarioLength: 500,
  *scenario(draw) {
    const shards = new BehaviourShards(draw)
    // It takes 999 events of a kind within seven days until a score is told with normal confidence.
    const unseen = draw.chance(1, 16) ? 7 : 0
    const office: Office = { draw, shards, at: START, step: 0, lastScore: undefined, unseen }
    for (;;) {
      office.step += 1
      yield draw.weighted(CASES)(office)
    }
  },
}
