import { compareCodePoints } from '../core/index.js'

/** Attribute names with a meaning of their own; where several name the same thing, the first one here wins. */
const MEANINGS = {
  namespace: ['namespace', 'ns'],
  environment: ['environment', 'env'],
  channel: ['channel'],
  client: ['client', 'userAgent'],
  network: ['network', 'ip', 'sourceIp'],
} as const
export type Meaning = keyof typeof MEANINGS

const KNOWN_NAMES: ReadonlySet<string> = new Set(Object.values(MEANINGS).flat())

/** The names of an event's attributes with what each means. Positions are those in `names`. */
export interface AttributeShape {
  /** As the object lists them. */
  readonly keys: readonly string[]
  /** In code-point order. */
  readonly names: readonly string[]
  readonly meanings: Readonly<Record<Meaning, readonly number[]>>
  /** Those that can become fields of their own. */
  readonly free: readonly number[]
}

export const NO_ATTRIBUTES: AttributeShape = /* @__PURE__ */ shapeOf([])

export function shapeOf(keys: readonly string[]): AttributeShape {
  const names = [...keys].sort(compareCodePoints)
  const positions = (meaning: Meaning): number[] =>
    MEANINGS[meaning].map((name) => names.indexOf(name)).filter((position) => position >= 0)
  return {
    keys,
    names,
    meanings: {
      namespace: positions('namespace'),
      environment: positions('environment'),
      channel: positions('channel'),
      client: positions('client'),
      network: positions('network'),
    },
    free: names.flatMap((name, position) => (KNOWN_NAMES.has(name) ? [] : [position])),
  }
}

// A log has events of a few shapes. Each look passes over shapes with other names at once, by their number or the first.
const MOST_SHAPES = 32

/** Shapes of the events so far, the latest first: the names of an event are sorted once for all that have the same. */
export class AttributeShapes {
  readonly #shapes: AttributeShape[] = []

  /** The shape of what an object lists, where it is known. */
  find(keys: readonly string[]): AttributeShape | undefined {
    const shapes = this.#shapes
    for (let at = 0; at < shapes.length; at += 1) {
      const shape = shapes[at]!
      if (!isOfKeys(shape, keys)) continue
      for (let back = at; back > 0; back -= 1) shapes[back] = shapes[back - 1]!
      shapes[0] = shape
      return shape
    }
    return undefined
  }

  add(shape: AttributeShape): void {
    this.#shapes.splice(0, 0, shape)
    if (this.#shapes.length > MOST_SHAPES) this.#shapes.pop()
  }
}

export function isOfKeys(shape: AttributeShape, keys: readonly string[]): boolean {
  if (shape.keys.length !== keys.length) return false
  for (let at = 0; at < keys.length; at += 1) if (shape.keys[at] !== keys[at]) return false
  return true
}
