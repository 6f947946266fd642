import { execFileSync } from 'node:child_process'
import { createReadStream, existsSync, mkdirSync, renameSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { BehaviourEvent } from 'keelson/behaviour'

export const START = 1_767_571_200_000
export const DAY = 86_400_000

/** One line of the log. */
export interface Line {
  readonly ts: number
  readonly actor: string
  readonly role: string
  readonly kind: 'human' | 'service' | 'agent'
  readonly action: string
  readonly resource: string
  readonly attributes: Readonly<Record<string, string | number | boolean>>
  /** Groups events; no field of them. */
  readonly session: string
  /** The actor whose change of role the line approves; `''` in every other line. */
  readonly approved: string
  readonly label: 0 | 1
  readonly attack: string
  readonly incident: string
}

const GENERATOR: string = fileURLToPath(
  new URL('../../../../shared/eval/behaviour/generate.mjs', import.meta.url),
)

/** Whether the generator lies beside this checkout. */
export function hasGenerator(): boolean {
  return existsSync(GENERATOR)
}

/** Path of a generated log. It stays in the temporary folder, so that the next run finds it there. */
export function generatedLog(seed: number, attacks: boolean): string {
  const folder = join(tmpdir(), 'keelson-behaviour-logs')
  const path = join(folder, `seed-${seed}${attacks ? '' : '-clean'}.jsonl`)
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true })
    const partial = `${path}.partial`
    const options = attacks ? [] : ['--no-attacks']
    execFileSync(process.execPath, [GENERATOR, '--seed', String(seed), '--out', partial, ...options], {
      stdio: 'ignore',
    })
    renameSync(partial, path)
  }
  return path
}

interface WrittenLine extends Omit<Line, 'attributes' | 'session' | 'approved'> {
  readonly attributes: { readonly session: string; readonly approval?: { readonly subject: string } }
}

export async function* readLog(path: string): AsyncGenerator<Line> {
  for await (const text of createInterface({ input: createReadStream(path) })) {
    const line = JSON.parse(text) as WrittenLine
    const { session, approval, ...attributes } = line.attributes
    yield { ...line, attributes, session, approved: approval?.subject ?? '' }
  }
}

/** What the model is told: the label, the attack and the incident never reach it. */
export function eventOf(line: Line): BehaviourEvent {
  const { ts, actor, kind, role, action, resource, attributes, session } = line
  return { at: ts, actor, kind, role, action, resource, attributes, session }
}
