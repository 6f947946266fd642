import type { AssessmentInput } from 'keelson'
import { createBehaviourModel, createDriftMonitor, createEngine, createLedger, openLedger } from 'keelson'
import type { JsonObject, JsonValue } from 'keelson/core'
import { kubernetes } from 'keelson/diff'
import { compilePolicy } from 'keelson/policy'
import type { Draw } from './draw.js'
import { changeDocument } from './json-documents.js'
import { type CorpusRoom, outcome } from './room.js'

const HOUR = 3_600_000
const START = 1_790_553_600_000

const POLICY = `
mode guard
input principal: json
input resource: json
input changes: json
input behaviour: json
input drift: json

policy reviewed on k8s.*, tool.* {
  when principal.kind == "service" allow "the pipeline acts"
  for change in changes.changes where change.cause == "drift"
    deny "{change.pointer} was changed by hand: {change.before} became {change.after}" at resource.id
  when size(changes.changes) > 3 verdict review
}

policy unusual(limit: number = 0.05) on * {
  when (behaviour?.p ?? 1) <= limit
    require approvals 1 from group("sre") distinct from principal.id within 24h "{behaviour.bits} bits of surprise"
  when drift?.status == "drifting" warn "the measurements drift"
}
`

const state = (draw: Draw): JsonObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings', namespace: 'pay' },
  data: Object.fromEntries(
    draw.list(0, 4, () => [draw.pick(['a', 'b', 'größe', '__proto__']), `${draw.below(9)}`]),
  ),
})

function inputOf(draw: Draw, at: number, measured: boolean): AssessmentInput {
  const desired: JsonValue = state(draw)
  const live = draw.chance(1, 3) ? desired : changeDocument(draw, desired)
  const withStates = draw.chance(2, 3)
  return {
    at,
    actor: draw.pick(['argo', 'ada', 'agent:fix']),
    kind: draw.pick(['service', 'human', 'agent']),
    action: draw.pick(['k8s.ConfigMap.update', 'tool.exec', 'host.login']),
    resource: draw.pick(['pay/ConfigMap/settings', 'pay/Deployment/api', 'host-1']),
    ...(withStates ? { desired, live } : {}),
    ...(withStates && draw.chance(1, 3) ? { base: changeDocument(draw, desired) } : {}),
    attributes: { ip: `10.0.${draw.below(3)}.1`, risk: draw.pick(['low', 'high']) },
    ...(measured && draw.chance(1, 2)
      ? { measurements: { latency: draw.chance(1, 9) ? null : draw.normal() } }
      : {}),
  }
}

/** Whole assessments: diff, drift, behaviour, policy and ledger, with the record of each. */
export const engineRoom: CorpusRoom = {
  name: 'engine',
  scenarioLength: 125,
  *scenario(draw) {
    const ledger = createLedger()
    const measured = draw.chance(1, 8)
    const engine = createEngine({
      policy: compilePolicy(POLICY).bundle!,
      profile: kubernetes(),
      // One in eight: an assessment by a monitor takes as long as all the rest.
      ...(measured
        ? { drift: createDriftMonitor({ features: [{ name: 'latency', kind: 'numeric' }] }) }
        : {}),
      behaviour: createBehaviourModel({ warmupMs: 24 * HOUR }),
      alertsADay: 2,
      ledger,
    })
    let at = START
    for (let step = 1; ; step += 1) {
      at += draw.below(3 * HOUR)
      if (step === 62) {
        const bytes = ledger.toBytes()
        yield [
          openLedger(bytes, { checkpoint: { size: ledger.size, root: ledger.root() } }).root(),
          bytes.length,
        ]
      } else yield outcome(() => engine.assess(inputOf(draw, at, measured), { commit: draw.chance(9, 10) }))
    }
  },
}
