import { DAY, DAYS, START } from './calendar.js'
import { changes } from './changes.js'
import type { DraftEvent, PlantedLabel } from './event.js'
import { incidents } from './incidents.js'
import { ordinaryWork } from './ordinary-work.js'

/** The two files that the generator writes, as text. */
export interface EventScript {
  /** One JSON object a line, in the order of `at`. */
  readonly events: string
  /** Which event was planted, and why. */
  readonly labels: string
}

/** The whole month. The same bytes on every run and every machine: no clock, no floating-point functions. */
export function writeEventScript(): EventScript {
  const drafts = [...ordinaryWork(), ...changes(), ...incidents()]
    .filter((draft) => draft.at >= START && draft.at < START + DAYS * DAY)
    // Equal times keep the order in which they were drafted: the sort is stable by the language's own rule.
    .sort((left, right) => left.at - right.at)

  const lines: string[] = []
  const labels: Record<string, PlantedLabel> = {}
  drafts.forEach((draft, index) => {
    const id = `e-${String(index + 1).padStart(5, '0')}`
    lines.push(JSON.stringify(numbered(draft, id)))
    if (draft.planted !== undefined) labels[id] = draft.planted
  })
  return { events: `${lines.join('\n')}\n`, labels: `${JSON.stringify(labels, null, 2)}\n` }
}

function numbered({ planted: _, at, ...rest }: DraftEvent, id: string): object {
  return { at, id, ...rest }
}
