import { type BehaviourEvent, createBehaviourModel, restoreBehaviourModel } from 'keelson/behaviour'
import type { Draw } from './draw.js'
import { type CorpusRoom, outcome } from './room.js'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const START = 1_790_553_600_000

const ACTORS = ['ana', 'bo', 'ci', 'dee', 'bot-1', 'bot-2', 'é😀', '__proto__'] as const
const ACTIONS = ['pod.read', 'pod.update', 'secret.read', 'role.bind', 'read', '']
const RESOURCES = [
  'Pod:prod/pay/web',
  'Pod:dev/pay/web',
  'Secret:prod/pay/key',
  'arn:aws:s3:eu:12:bucket',
  'plain',
]

function eventOf(draw: Draw, at: number): BehaviourEvent {
  const actor = draw.pick(ACTORS)
  const index = ACTORS.indexOf(actor)
  // Habits: an actor has two usual actions and resources, and strays from them once in eight times.
  const usual = draw.chance(7, 8)
  const choose = (list: readonly string[]): string =>
    usual ? list[(index + draw.below(2)) % (list.length - 1)]! : draw.pick(list)
  return {
    at,
    actor,
    action: choose(ACTIONS),
    resource: choose(RESOURCES),
    kind: index < 4 ? 'human' : index < 6 ? 'service' : 'agent',
    ...(draw.chance(3, 4) ? { role: index < 4 ? 'developer' : 'deployer' } : {}),
    ...(draw.chance(1, 3) ? { session: `s${Math.floor(at / DAY)}` } : {}),
    ...(draw.chance(1, 5) ? { onBehalfOf: 'ana' } : {}),
    ...(draw.chance(1, 5) ? { provenance: { url: draw.pick(['prompt', 'tool'] as const) } } : {}),
    attributes: {
      client: `cli/${draw.between(1, usual ? 1 : 3)}.${draw.below(9)}`,
      ip: `10.${index}.${draw.below(4)}.${draw.below(250)}`,
      bytes: Math.floor(Math.abs(draw.normal()) * 4000),
      ...(draw.chance(1, 6) ? { note: draw.pick(['a', 'x'.repeat(200), '\u0000']) } : {}),
    },
  }
}

/** Some weeks of eight actors: every event scored and learnt, anchors frozen, approved changes, bytes. */
export const behaviourRoom: CorpusRoom = {
  name: 'behaviour',
  scenarioLength: 500,
  *scenario(draw) {
    let model = createBehaviourModel({
      warmupMs: draw.pick([DAY, 5 * DAY]),
      limits: { actorValues: 6, peerValues: 12 },
    })
    let at = START
    for (let step = 1; ; step += 1) {
      at += draw.chance(1, 40) ? draw.below(30) * HOUR : draw.below(HOUR)
      const event = eventOf(draw, at)
      if (step % 170 === 0) {
        const bytes = model.toBytes()
        model = restoreBehaviourModel(bytes)
        yield bytes
      } else if (step === 220) yield outcome(() => model.freezeAnchor({ at, reference: 'CHG-1' })) ?? null
      else if (step % 90 === 0) {
        yield outcome(() =>
          model.approve({ reference: `CHG-${step}`, actor: event.actor, until: at + 3 * DAY }),
        ) ?? null
      } else {
        const score = outcome(() => model.score(event))
        const weight = draw.pick([1, 1, 1, 0.5, 0.03])
        yield [score, outcome(() => model.learn(event, { weight })) ?? null]
      }
    }
  },
}
