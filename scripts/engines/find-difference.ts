import type { CorpusReport, CorpusRequest, RoomReport } from '../../test/engines/corpus/run-corpus.js'

/** Runs the corpus somewhere. */
export type RunCorpus = (request: CorpusRequest) => Promise<CorpusReport>

/** The first case of a room on which two engines differ, and what each of them found. */
export interface Difference {
  readonly room: string
  /** From 0. */
  readonly index: number
  readonly left: string
  readonly right: string
}

/** How many parts a room's cases are divided into, to narrow a difference down. */
const PARTS = 16

/**
 * Narrows a difference down to its first case: digests after every sixteenth of the cases, then of that sixteenth, until
 * one case is left; then asks both for its result. Every question runs the room from its first case on, so that what
 * depends on what went before (a compiler that has warmed up) is found as well.
 *
 * @param cases that both have run with different digests
 * @returns `null` where they agree when they are asked again
 */
export async function findDifference(
  room: string,
  cases: number,
  left: RunCorpus,
  right: RunCorpus,
): Promise<Difference | null> {
  const ask = async (request: CorpusRequest): Promise<readonly [RoomReport, RoomReport]> => {
    const reports = await Promise.all([left(request), right(request)])
    return [reports[0].rooms[room]!, reports[1].rooms[room]!]
  }
  const every = Math.max(1, Math.ceil(cases / PARTS))
  const [leftMarks, rightMarks] = await ask({ cases, rooms: [room], every })
  if (leftMarks.digest === rightMarks.digest) return null
  const part = firstDifference(leftMarks.marks, rightMarks.marks)
  const from = part * every
  const to = Math.min(cases, from + every)
  const [leftDigests, rightDigests] = await ask({ cases: to, rooms: [room], digests: { from, to } })
  const index = from + firstDifference(leftDigests.digests, rightDigests.digests)
  const [leftCase, rightCase] = await ask({ cases: index + 1, rooms: [room], show: index })
  if (leftCase.shown === rightCase.shown) return null
  return { room, index, left: shownOf(leftCase), right: shownOf(rightCase) }
}

function firstDifference(left: readonly string[], right: readonly string[]): number {
  const at = left.findIndex((digest, index) => digest !== right[index])
  return at < 0 ? left.length : at
}

/** One engine may have fewer cases, in a room that ends by itself. */
function shownOf({ shown }: RoomReport): string {
  return shown ?? '(no such case)'
}

const SHOWN_BEFORE = 60
const SHOWN_AFTER = 200

/** The two results side by side, from a little before the first character in which they differ. */
export function describeDifference(difference: Difference, leftName: string, rightName: string): string {
  const { room, index, left, right } = difference
  let at = 0
  while (at < left.length && left[at] === right[at]) at += 1
  const excerpt = (text: string): string => {
    const start = Math.max(0, at - SHOWN_BEFORE)
    const end = at + SHOWN_AFTER
    return `${start > 0 ? '…' : ''}${text.slice(start, end)}${end < text.length ? '…' : ''}`
  }
  return [
    `${room}: case ${index} differs from unit ${at} on`,
    `  ${leftName}: ${excerpt(left)}`,
    `  ${rightName}: ${excerpt(right)}`,
  ].join('\n')
}
