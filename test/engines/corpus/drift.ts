import {
  createDriftMonitor,
  type DriftFeature,
  type DriftMonitor,
  type DriftObservation,
  driftChart,
  formatDrift,
  mergeDriftMonitors,
  restoreDriftMonitor,
} from 'keelson/drift'
import type { Draw } from './draw.js'
import { type CorpusRoom, outcome } from './room.js'

const HOUR = 3_600_000
/** A Monday, 00:00 UTC. */
const START = 1_790_553_600_000
const REGIONS = ['east', 'west', 'north', 'größe', 'x'.repeat(50)]

const FEATURES: readonly DriftFeature[] = [
  { name: 'latency', kind: 'numeric' },
  { name: 'changes', kind: 'count' },
  { name: 'region', kind: 'categorical' },
  { name: 'embedding', kind: 'vector', dimensions: 3 },
]

/** How the values of one scenario change once there is an anchor. */
interface World {
  readonly features: readonly DriftFeature[]
  readonly warmHours: number
  readonly shift: number
  readonly spread: number
  readonly shiftHour: number
}

function create(draw: Draw, features: readonly DriftFeature[]): DriftMonitor {
  return createDriftMonitor({
    features,
    falseAlarmsPerYear: draw.pick([0.5, 12, 300]),
    latenessMs: draw.pick([0, 300_000, 2 * HOUR]),
    utcOffset: draw.pick<number | { from: number; minutes: number }[]>([
      0,
      -330,
      [{ from: START + 30 * HOUR, minutes: 60 }],
    ]),
    sourceLimitAnHour: draw.pick([2, 32]),
    ...(draw.chance(1, 4) ? { mode: 'strict' as const } : {}),
  })
}

function drawValue(
  draw: Draw,
  { kind }: DriftFeature,
  drifted: boolean,
  world: World,
): DriftObservation['value'] {
  if (draw.chance(1, 40)) return null
  const shift = drifted ? world.shift : 0
  const spread = drifted ? world.spread : 1
  if (kind === 'numeric') return draw.normal() * spread + shift
  if (kind === 'count') return Math.max(0, Math.floor(draw.normal() * 2 * spread + 6 + shift))
  if (kind === 'categorical') return REGIONS[Math.min(4, draw.below(drifted && world.shift > 1 ? 8 : 3))]!
  return [draw.normal() + shift, draw.normal() * spread, draw.double() > 0 ? 1 : 0]
}

/** What one hour brings: out of order, some of it late, some of it twice. */
function hourOf(draw: Draw, hour: number, world: World): DriftObservation[] {
  const observations = world.features.flatMap((feature) =>
    draw.list(1, 2, (index): DriftObservation => {
      const late = draw.chance(1, 30) ? 3 * HOUR : 0
      const value = drawValue(draw, feature, hour >= world.shiftHour, world)
      return {
        at: START + hour * HOUR - late + draw.below(HOUR),
        feature: feature.name,
        value,
        ...(draw.chance(1, 2) ? { source: draw.pick(['a', 'b']) } : {}),
        ...(draw.chance(1, 2) ? { id: `${hour}.${index}` } : {}),
      }
    }),
  )
  return draw.shuffled([...observations, ...observations.slice(0, draw.below(2))])
}

/** Two shards that share their past take the hour apart, by source, and are put together again. */
function inShards(draw: Draw, monitor: DriftMonitor, observations: readonly DriftObservation[]): unknown {
  const bytes = monitor.toBytes()
  const shards = ['a', 'b'].map((source) => {
    const shard = restoreDriftMonitor(bytes)
    for (const observation of observations) {
      if ((observation.source ?? 'a') === source) outcome(() => shard.observe(observation))
    }
    return shard
  })
  return outcome(() => mergeDriftMonitors(draw.shuffled(shards)).toBytes())
}

function report(draw: Draw, monitor: DriftMonitor, at: number): unknown {
  const history = draw.chance(1, 8)
  return outcome(() => {
    const assessed = monitor.assess(at, { history })
    return [assessed, formatDrift(assessed), history ? driftChart(assessed) : null]
  })
}

/** One or two features of any kind for ten days: anchor, drift, declarations, late events, shards, bytes and reports. */
export const driftRoom: CorpusRoom = {
  name: 'drift',
  scenarioLength: 250,
  *scenario(draw) {
    const world: World = {
      features: draw.shuffled(FEATURES).slice(0, draw.between(1, 2)),
      warmHours: draw.between(50, 60),
      shift: draw.pick([0, 0.6, 1.5, -3]),
      spread: draw.pick([1, 1, 2]),
      shiftHour: draw.between(70, 150),
    }
    let monitor = create(draw, world.features)
    for (let hour = 0; ; hour += 1) {
      const now = START + (hour + 1) * HOUR
      const observations = hourOf(draw, hour, world)
      const shards = hour > 0 && draw.chance(1, 80) ? inShards(draw, monitor, observations) : null
      const refused = observations.map((observation) => outcome(() => monitor.observe(observation)) ?? null)
      if (hour === world.warmHours) {
        yield outcome(() =>
          monitor.freezeAnchor({ from: START, to: START + hour * HOUR, reference: 'CHG-1' }),
        )
      } else if (hour === 80 && draw.chance(1, 2)) {
        const from = START + world.shiftHour * HOUR
        const { name } = draw.pick(world.features)
        const expect = { [name]: { direction: 'up' as const, maxEffect: 0.5 } }
        yield outcome(() =>
          monitor.declare({
            reference: 'CHG-2',
            features: [name],
            from: from - HOUR,
            to: from + HOUR,
            expect,
          }),
        )
      } else if (hour === 220) yield outcome(() => monitor.promoteAnchor({ reference: 'CHG-3' }))
      else if (hour % 60 === 59) {
        const bytes = monitor.toBytes()
        monitor = restoreDriftMonitor(bytes)
        yield bytes
      } else if (hour % 16 === 9) yield report(draw, monitor, now)
      else yield [monitor.late, refused, shards]
    }
  },
}
