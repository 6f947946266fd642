import type { JsonObject, JsonValue } from '../../../core/index.js'

/**
 * Fields that the API server leaves out where they are false, 0 or empty text, in every built-in type that has one of
 * the name: in Go they are values, not pointers, with `omitempty`. Where nothing and zero differ (`replicas`,
 * `runAsUser`, `automountServiceAccountToken`, `storageClassName`) the field is a pointer and not in this list.
 */
const OMITTED_WHEN_ZERO =
  'availableReplicas devicePath effect endpoint externalID externalName fsType globalDefault healthCheckNodePort ' +
  'hostIP hostIPC hostNetwork hostPID hostPort hostname initialDelaySeconds loadBalancerIP minReadySeconds ' +
  'nodeName nodePort partition path paused podCIDR priorityClassName providerID ' +
  'publishNotReadyAddresses readOnly serviceAccount serviceAccountName stdin stdinOnce subPath ' +
  'subPathExpr subdomain targetPort tty unschedulable value workingDir'

/** Maps, in which no members and no map are the same; objects elsewhere may mean something by being there. */
const MAPS =
  'annotations attributes capacity labels matchLabels nodeSelector options parameters volumeAttributes'

const ZERO_NAMES: ReadonlySet<string> = /* @__PURE__ */ wordsOf(OMITTED_WHEN_ZERO)
const MAP_NAMES: ReadonlySet<string> = /* @__PURE__ */ wordsOf(MAPS)

/**
 * The value of a member where it says the same as if it were not there: `null` and the empty list for every field of a
 * built-in type, zero where the server leaves it out, and the empty map.
 */
export function valueThatSaysNothing(
  _object: JsonObject,
  name: string,
  value: JsonValue,
): JsonValue | undefined {
  if (value === null) return value
  if (value === '' || value === 0 || value === false) return ZERO_NAMES.has(name) ? value : undefined
  if (typeof value !== 'object') return undefined
  if (Array.isArray(value)) return value.length === 0 ? value : undefined
  return MAP_NAMES.has(name) && Object.keys(value).length === 0 ? value : undefined
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.split(' '))
}
