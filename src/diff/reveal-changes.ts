import {
  assertJson,
  formatPointer,
  type JsonArray,
  type JsonObject,
  type JsonValue,
  KeelsonError,
  parsePointer,
} from '../core/index.js'
import { redactionCommitment } from '../hash/index.js'
import { isArray, isContainer } from './containers.js'
import { copyJson } from './copy-json.js'
import { DraftDocument, type DraftFault } from './draft-document.js'
import { REDACTED_KEY } from './redact-options.js'
import type { Change } from './types.js'

/** The documents that changes were found between. */
export interface ComparedDocuments {
  readonly before: JsonValue
  readonly after: JsonValue
  /** The key that the changes were redacted with; needed where a member's name is hidden. */
  readonly key?: Uint8Array | undefined
}

/** Stands for a value of `after` that is not known before all changes are taken. */
interface Unknown {
  readonly change: number
}

/**
 * Gives redacted changes their values back, from the documents that they were found between: takes the changes one
 * after the other, with gaps for what is hidden, and reads the gaps where they come to lie in the document after.
 *
 * @param changes all of the change set, since each pointer holds after those before it
 * @throws KeelsonError `diff/other-documents`, `diff/redacted-value` for a hidden name without the key
 */
export function revealChanges(changes: readonly Change[], documents: ComparedDocuments): Change[] {
  assertJson(documents.before)
  assertJson(documents.after)
  const draft = new DraftDocument(documents.before)
  const names = new HiddenNames(documents)
  const gaps = new Map<JsonValue, Unknown>()
  const taken = changes.map((change, number) => {
    const open = change.redacted === true ? names.reveal(change) : change
    const path = open.path.map(String)
    const from = open.from === undefined ? path : parsePointer(open.from)
    const before = open.op === 'add' ? undefined : draft.read(from)
    const gap: JsonValue = open.redacted === true ? {} : open.after!
    if (open.redacted === true && open.op !== 'remove') gaps.set(gap, { change: number })
    take(draft, open, from, path, open.op === 'move' ? before! : gap)
    return { open, before }
  })
  const values = readGaps(draft.root, documents.after, gaps)
  return taken.map(({ open, before }, number) => {
    if (open.redacted !== true) return open
    const { redacted, ...rest } = open
    const after = open.op === 'move' ? before : values.get(number)
    return {
      ...rest,
      ...(before === undefined ? {} : { before: copyJson(before) }),
      ...(after === undefined ? {} : { after: copyJson(after) }),
    }
  })
}

function take(
  draft: DraftDocument,
  change: Change,
  from: readonly string[],
  path: readonly string[],
  value: JsonValue,
): void {
  let fault: DraftFault = null
  if (change.op === 'remove' || change.op === 'move') fault = draft.remove(from)
  if (change.op === 'replace') fault = draft.replace(path, value)
  if (fault === null && (change.op === 'add' || change.op === 'move')) fault = draft.add(path, value)
  if (fault !== null) throw otherDocuments()
}

interface Pair {
  readonly found: JsonValue
  readonly wanted: JsonValue
}

/** What stands in the wanted document where the found one has gaps; everything else must be equal. Iterative. */
function readGaps(
  found: JsonValue,
  wanted: JsonValue,
  gaps: ReadonlyMap<JsonValue, Unknown>,
): ReadonlyMap<number, JsonValue> {
  const values = new Map<number, JsonValue>()
  const open: Pair[] = [{ found, wanted }]
  for (let pair = open.pop(); pair !== undefined; pair = open.pop()) {
    const gap = isContainer(pair.found) ? gaps.get(pair.found) : undefined
    if (gap !== undefined) values.set(gap.change, pair.wanted)
    else if (isContainer(pair.found) && isContainer(pair.wanted)) {
      openChildren(pair.found, pair.wanted, open)
    } else if (pair.found !== pair.wanted) throw otherDocuments()
  }
  return values
}

function openChildren(found: JsonArray | JsonObject, wanted: JsonArray | JsonObject, open: Pair[]): void {
  const keys = Object.keys(found)
  if (isArray(found) !== isArray(wanted) || keys.length !== Object.keys(wanted).length) throw otherDocuments()
  for (const key of keys) {
    if (!Object.hasOwn(wanted, key)) throw otherDocuments()
    open.push({ found: (found as JsonObject)[key]!, wanted: (wanted as JsonObject)[key]! })
  }
}

// With the `u` flag a surrogate pair is one code point, so the class finds halves only.
const LONE_SURROGATE = /[\ud800-\udfff]/u

/** The names in two documents, by what stands for them where they are hidden. */
class HiddenNames {
  readonly #documents: ComparedDocuments
  #byMask: Map<string, string> | null = null

  constructor(documents: ComparedDocuments) {
    this.#documents = documents
  }

  reveal(change: Change): Change {
    const path = change.path.map((segment) => this.#nameOf(segment))
    const pointer = formatPointer(path)
    if (change.from === undefined) return { ...change, path, pointer }
    return {
      ...change,
      path,
      pointer,
      from: formatPointer(parsePointer(change.from).map((name) => this.#nameOf(name))),
    }
  }

  #nameOf<Segment extends string | number>(segment: Segment): Segment | string {
    if (typeof segment !== 'string' || !segment.startsWith(REDACTED_KEY)) return segment
    const { key } = this.#documents
    if (key === undefined) {
      throw new KeelsonError('diff/redacted-value', 'a change is at a member whose name is redacted', {
        path: formatPointer([segment]),
        help: 'redact with a key, and hand it in beside the documents',
      })
    }
    this.#byMask ??= this.#maskNames(key)
    const name = this.#byMask.get(segment)
    if (name === undefined) throw otherDocuments()
    return name
  }

  #maskNames(key: Uint8Array): Map<string, string> {
    const byMask = new Map<string, string>()
    const seen = new Set<string>()
    const open: JsonValue[] = [this.#documents.before, this.#documents.after]
    for (let value = open.pop(); value !== undefined; value = open.pop()) {
      if (!isContainer(value)) continue
      for (const name of Object.keys(value)) {
        open.push((value as JsonObject)[name]!)
        if (isArray(value) || seen.has(name)) continue
        seen.add(name)
        if (!LONE_SURROGATE.test(name))
          byMask.set(`${REDACTED_KEY}:${redactionCommitment(key, '', name)}`, name)
      }
    }
    return byMask
  }
}

function otherDocuments(): KeelsonError {
  return new KeelsonError('diff/other-documents', 'the changes do not lead from before to after', {
    help: 'hand in the documents that the changes were found between, and the key that they were redacted with',
  })
}
