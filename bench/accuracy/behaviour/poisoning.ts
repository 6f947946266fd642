import { DAY, type Line, START } from './synthetic-log.js'

/**
 * Ways to change the log that the generator does not offer, each from the lines with attacks. The labels of what is
 * added or kept stay true; usual lines are never touched.
 */
export interface Scenario {
  readonly name: string
  /** @param read gives the log's lines from the start, each time it is called */
  readonly change: (read: () => AsyncIterable<Line>) => AsyncIterable<Line>
}

/** The scenario that the others' payload is measured against. */
export const UNPREPARED = 'payload without lead-in'

const PAYLOAD_DAY = 57
const HOUR = DAY / 24
const MINUTE = HOUR / 60
const TEAMS = ['pay', 'search', 'web', 'mobile', 'data', 'ml', 'ident', 'infra']

const dayOf = (line: Line): number => (line.ts - START) / DAY
const isLeadIn = (line: Line): boolean => line.attack === 'slow_poison'

/** The lines that pass, with lines put between them by time. */
async function* woven(
  lines: AsyncIterable<Line>,
  keep: (line: Line) => boolean,
  added: (line: Line) => readonly Line[] = () => [],
): AsyncGenerator<Line> {
  const waiting: Line[] = []
  for await (const line of lines) {
    while (waiting.length > 0 && waiting[0]!.ts <= line.ts) yield waiting.shift()!
    if (keep(line)) yield line
    for (const more of added(line)) {
      const place = waiting.findIndex(({ ts }) => ts > more.ts)
      waiting.splice(place < 0 ? waiting.length : place, 0, more)
    }
  }
  yield* waiting
}

function leadIn(weeks: number): Scenario {
  // The generator's last week runs over into the day of the payload.
  const first = weeks === 0 ? Number.POSITIVE_INFINITY : PAYLOAD_DAY - 7 * weeks
  return {
    name: weeks === 0 ? UNPREPARED : `lead-in of ${weeks} weeks`,
    change: (read) => woven(read(), (line) => !isLeadIn(line) || dayOf(line) >= first),
  }
}

const halfCadence: Scenario = {
  name: 'lead-in at half the cadence',
  change: (read) => {
    let count = 0
    return woven(read(), (line) => {
      if (isLeadIn(line)) count += 1
      return !isLeadIn(line) || count % 2 === 0
    })
  },
}

const doubleCadence: Scenario = {
  name: 'lead-in at twice the cadence',
  change: (read) =>
    woven(
      read(),
      () => true,
      (line) => (isLeadIn(line) ? [{ ...line, ts: line.ts + 7 * MINUTE }] : []),
    ),
}

/** First usual line of each actor and day, to build attacks of the actor from. */
function dailyModel(): (line: Line) => boolean {
  const latest = new Map<string, number>()
  return (line) => {
    const day = Math.floor(dayOf(line))
    if (line.attack !== '' || latest.get(line.actor) === day) return false
    latest.set(line.actor, day)
    return true
  }
}

interface Act {
  readonly at: number
  readonly action: string
  readonly kind: string
  readonly team: string
  readonly service: number
  readonly channel: string
  readonly bytes: number
}

/** An act of the model's actor, from where and with what the model was done. */
function planted(model: Line, attack: string, act: Act): Line {
  const { at, action, kind, team, service, channel, bytes } = act
  const namespace = `prod/${team}`
  const incident = `${attack}-${model.actor}`
  return {
    ...model,
    ts: Math.floor(at),
    action,
    resource: `${kind}:${namespace}/${team}-svc${service}`,
    attributes: { ...model.attributes, ns: namespace, env: 'prod', channel, bytes },
    session: `${incident}-${Math.floor(at / DAY)}`,
    approved: '',
    label: 1,
    attack,
    incident,
  }
}

/** When, within the day, the payload of each of the poisoned actors begins. */
async function payloadTimes(lines: AsyncIterable<Line>): Promise<ReadonlyMap<string, number>> {
  const times = new Map<string, number>()
  for await (const { attack, actor, ts } of lines) {
    if (attack === 'slow_poison_payload' && !times.has(actor)) times.set(actor, (ts - START) % DAY)
  }
  return times
}

/**
 * In place of the lead-in, two of each payload act a day in each team's namespace, at the payload's time of day, by its
 * channel and with its sizes: as much as the bound lets a new value gain.
 */
const knowsTheBound: Scenario = {
  name: 'attacker who knows the learning bound',
  change: async function* (read) {
    const times = await payloadTimes(read())
    const isFirst = dailyModel()
    yield* woven(
      read(),
      (line) => !isLeadIn(line),
      (line) => {
        const day = Math.floor(dayOf(line))
        const time = times.get(line.actor)
        if (time === undefined || day < 15 || day >= PAYLOAD_DAY || !isFirst(line)) return []
        // Of a day that began after that time, the acts follow its first event.
        const start = Math.max(line.ts + MINUTE, START + day * DAY + time)
        return TEAMS.flatMap((team, number) =>
          [0, 1, 2, 3].map((step) => {
            const [action, kind] = step % 2 === 0 ? ['secret.get', 'secret'] : ['storage.get', 'bucket']
            const turn = number * 4 + step
            return planted(line, 'slow_poison', {
              at: start + turn * 1.5 * MINUTE,
              action: action!,
              kind: kind!,
              team,
              service: (turn + day) % 9,
              channel: 'cli',
              bytes: 5_000_000 * (1 + (turn % 3)),
            })
          }),
        )
      },
    )
  },
}

/** From day 16 on an actor of each kind does 300 odd things a day, so that odd scores fill the rings. */
const flooded: Scenario = {
  name: 'flood that raises the threshold',
  change: (read) => {
    const isFirst = dailyModel()
    const flooders = ['u-developer-50', 'sa-ci-12', 'ai-triageagent-12']
    return woven(
      read(),
      () => true,
      (line) => {
        if (!flooders.includes(line.actor) || dayOf(line) < 16 || !isFirst(line)) return []
        return Array.from({ length: 300 }, (_, step) => {
          return planted(line, 'flood', {
            at: line.ts + (step + 1) * 10_000,
            action: `odd.${(step * 7919) % 211}`,
            kind: 'thing',
            team: TEAMS[step % 8]!,
            service: step % 9,
            channel: 'cli',
            bytes: 5_000_000,
          })
        })
      },
    )
  },
}

/** Four triage agents, of fourteen, do what one of them does to shift its baseline, and the same payload. */
const collusion: Scenario = {
  name: 'a third of a peer group colludes',
  change: (read) => {
    const accomplices = ['ai-triageagent-02', 'ai-triageagent-04', 'ai-triageagent-08', 'ai-triageagent-10']
    return woven(
      read(),
      () => true,
      (line) => {
        const isPoison = isLeadIn(line) || line.attack === 'slow_poison_payload'
        if (!isPoison || line.actor !== 'ai-triageagent-07') return []
        return accomplices.map((actor, number) => ({
          ...line,
          actor,
          ts: line.ts + (number + 1) * 3 * MINUTE,
          incident: `${line.attack}-${actor}`,
          session: `${actor}-${Math.floor(dayOf(line))}-shift`,
        }))
      },
    )
  },
}

/** Two remediation agents on three days, each undoing the other's change of one service for an hour. */
const undoing: Scenario = {
  name: 'two agents undo each other',
  change: (read) => {
    const isFirst = dailyModel()
    return woven(
      read(),
      () => true,
      (line) => {
        const day = Math.floor(dayOf(line))
        const turn = ['ai-remedagent-00', 'ai-remedagent-08'].indexOf(line.actor)
        if (turn < 0 || ![25, 38, 50].includes(day) || !isFirst(line)) return []
        const start = START + day * DAY + 20 * HOUR
        return Array.from({ length: 60 }, (_, step) => {
          const change = planted(line, 'undoing', {
            at: start + (step * 2 + turn) * 30_000,
            action: step % 2 === 0 ? 'git.branch' : 'git.pr',
            kind: 'repo',
            team: 'pay',
            service: 3,
            channel: 'git',
            bytes: 6000,
          })
          return { ...change, incident: `undoing-${day}` }
        })
      },
    )
  },
}

export const SCENARIOS: readonly Scenario[] = [
  leadIn(0),
  leadIn(2),
  leadIn(4),
  leadIn(6),
  halfCadence,
  doubleCadence,
  knowsTheBound,
  flooded,
  collusion,
  undoing,
]
