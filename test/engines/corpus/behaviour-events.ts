import type { BehaviourEvent } from 'keelson/behaviour'
import type { Draw } from './draw.js'

const DAY = 24 * 3_600_000

export const ACTORS = ['ana', 'bo', 'ci', 'dee', 'bot-1', 'bot-2', 'é😀', '__proto__'] as const
const ACTIONS = ['pod.read', 'pod.update', 'secret.read', 'role.bind', 'read', '']
const RESOURCES = [
  'Pod:prod/pay/web',
  'Pod:dev/pay/web',
  'Secret:prod/pay/key',
  'arn:aws:s3:eu:12:bucket',
  'plain',
]

/** What an actor with habits does: two usual actions and resources, from which it strays once in eight times. */
export function drawEvent(draw: Draw, at: number, id: string): BehaviourEvent {
  const actor = draw.pick(ACTORS)
  const index = ACTORS.indexOf(actor)
  const usual = draw.chance(7, 8)
  const choose = (list: readonly string[]): string =>
    usual ? list[(index + draw.below(2)) % (list.length - 1)]! : draw.pick(list)
  return {
    at,
    actor,
    action: choose(ACTIONS),
    resource: choose(RESOURCES),
    kind: index < 4 ? 'human' : index < 6 ? 'service' : 'agent',
    ...(draw.chance(3, 4) ? { id } : {}),
    ...(draw.chance(3, 4) ? { role: index < 4 ? 'developer' : 'deployer' } : {}),
    ...(draw.chance(1, 6) ? { intent: draw.pick(['deploy', 'größe']) } : {}),
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
