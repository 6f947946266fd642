import { decode, encode } from '@msgpack/msgpack'
import {
  compareCodePoints,
  type JsonObject,
  type JsonValue,
  KeelsonError,
  sortedKeys,
} from '../../core/index.js'
import { type BinaryForm, packBinaryForm, unpackBinaryForm } from '../../hash/index.js'
import { invalidProgram } from './compiled.js'
import { decide } from './decide.js'
import { buildExecutable, type Executable, makeReady } from './executable.js'
import { isProgram } from './is-program.js'
import { KnownPart } from './known-part.js'
import { LANGUAGE_VERSION, type Program, type Target } from './program.js'
import { digestProgram } from './program-digest.js'
import type {
  BytesOptions,
  DecideOptions,
  Decision,
  PolicyRequest,
  RuntimeBundle,
  TargetedRequest,
} from './types.js'

export const BUNDLE_FORM: BinaryForm = { magic: 'KSPB', version: 1, code: 'policy/invalid-bundle' }

/** Deeper than any program can be (see `MAX_TREE_HEIGHT`), and no deeper than JSON may be anywhere in Keelson. */
const MAX_ENCODED_DEPTH = 1000

/** A program that is ready to decide. */
export class ProgramBundle implements RuntimeBundle {
  readonly #program: Program
  readonly #executable: Executable
  readonly #known: KnownPart | null
  #digest: string | undefined

  /**
   * @param isRead whether the program was read from bytes, and may be such as no compiler writes
   * @throws KeelsonError `policy/invalid-bundle` for those whose names do not fit together
   */
  constructor(program: Program, isRead: boolean = false) {
    this.#program = program
    this.#executable = buildExecutable(program)
    if (isRead) makeReady(this.#executable)
    this.#known = program.residual === undefined ? null : new KnownPart(program.residual)
  }

  /** The program of a bundle; through its bytes, where another copy of this module made it. */
  static programOf(bundle: RuntimeBundle): Program {
    return #program in bundle ? bundle.#program : readProgram(bundle.toBytes())
  }

  get residualOf(): string | null {
    return this.#program.residual?.of ?? null
  }

  get policyDigest(): string {
    this.#digest ??= digestProgram(this.#program)
    return this.#digest
  }

  get targets(): readonly string[] {
    const patterns = new Set(this.#program.policies.flatMap(({ targets }) => targets.map(showTarget)))
    return [...patterns].sort(compareCodePoints)
  }

  /** For what stands beside it and is not shipped with it. */
  protected get program(): Program {
    return this.#program
  }

  decide(request: PolicyRequest | TargetedRequest, options: DecideOptions): Decision {
    this.#known?.check(request)
    return decide(this.#executable, this.policyDigest, request, options)
  }

  toBytes({ tests = true }: BytesOptions = {}): Uint8Array {
    const { tests: _tests, ...untested } = this.#program
    const sorted = sortMembers((tests ? this.#program : untested) as unknown as JsonValue)
    return packBinaryForm(BUNDLE_FORM, encode(sorted, { maxDepth: MAX_ENCODED_DEPTH }))
  }
}

/**
 * Reads a bundle that `toBytes` wrote, without the compiler. The digest in the bytes finds accidents; a bundle from
 * a place that is not trusted needs a signature besides.
 *
 * @throws KeelsonError `policy/invalid-bundle`, `policy/language-version`
 *
 * @example
 * ```ts
 * import { compilePolicy } from 'keelson/policy'
 * import { loadBundle } from 'keelson/policy/runtime'
 * const { bundle } = compilePolicy('mode gate  policy p on deploy.apply { deny "not on a Friday" }')
 * const loaded = loadBundle(bundle!.toBytes())
 * const decision = loaded.decide({ target: 'deploy.apply' }, { now: 1_790_000_000_000 })
 * decision.reasons[0]?.message // => 'not on a Friday'
 * loaded.policyDigest === bundle!.policyDigest // => true
 * ```
 */
export function loadBundle(bytes: Uint8Array): RuntimeBundle {
  return new ProgramBundle(readProgram(bytes), true)
}

/**
 * The program in the bytes that `toBytes` wrote.
 *
 * @throws KeelsonError `policy/invalid-bundle`, `policy/language-version`
 */
export function readProgram(bytes: Uint8Array): Program {
  const payload = unpackBinaryForm(BUNDLE_FORM, bytes)
  let program: unknown
  try {
    program = decode(payload)
  } catch (error) {
    throw new KeelsonError('policy/invalid-bundle', 'the payload of the bundle is not MessagePack', {
      help: 'load the bytes as toBytes() gave them',
      cause: error,
    })
  }
  const language =
    typeof program === 'object' && program !== null ? (program as JsonObject).language : undefined
  if (Number.isSafeInteger(language) && language !== LANGUAGE_VERSION) {
    throw new KeelsonError(
      'policy/language-version',
      `the bundle is of language version ${String(language)}`,
      {
        help: `this release runs version ${LANGUAGE_VERSION}: compile the policies with it`,
      },
    )
  }
  if (!isProgram(program)) throw invalidProgram('a part of it has another form')
  return program
}

/** A pattern as it is written. */
export function showTarget({ kind, name }: Target): string {
  if (kind === 'every') return '*'
  return kind === 'prefix' ? `${name}.*` : name
}

// MessagePack keeps the order of keys, so one order must be chosen for equal programs to have equal bytes.
function sortMembers(value: JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(sortMembers)
  const object = value as JsonObject
  const sorted: Record<string, JsonValue> = {}
  for (const key of sortedKeys(object)) sorted[key] = sortMembers(object[key]!)
  return sorted
}
