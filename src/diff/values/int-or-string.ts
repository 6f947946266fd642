import type { JsonValue } from '../../core/index.js'
import type { ValueSemantics } from '../schema-node.js'

const INTEGER = /^(?:0|-?[1-9]\d{0,9})$/
const LARGEST = 2_147_483_647

/**
 * A number that may be written as text (`intstr.IntOrString`): `80` and `"80"` are one value; `"25%"` and `"http"` are
 * only themselves.
 *
 * @example
 * ```ts
 * import { intOrString } from 'keelson/diff'
 * intOrString.canonical('80') // => 80
 * intOrString.canonical('25%') // => undefined
 * ```
 */
export const intOrString: ValueSemantics = { name: 'int-or-string', canonical: canonicalIntOrString }

function canonicalIntOrString(value: JsonValue): JsonValue | undefined {
  if (typeof value === 'string' && !INTEGER.test(value)) return undefined
  const number = typeof value === 'string' ? Number(value) : value
  if (typeof number !== 'number' || !Number.isInteger(number)) return undefined
  return number >= -LARGEST - 1 && number <= LARGEST ? number : undefined
}
