import type { JsonValue } from '../../../core/index.js'

/**
 * When the kubelet pulls an image whose `imagePullPolicy` is not said: always where the tag is `latest` or missing, else
 * where it is not there yet. A digest is no tag: `app@sha256:…` without a tag is pulled if it is not there, as the API
 * server has it (parsers.ParseImageName gives `latest` only where there is neither tag nor digest).
 */
export function pullPolicyOf(image: JsonValue | undefined): string | undefined {
  if (typeof image !== 'string' || image === '') return undefined
  const [named, digest] = image.split('@')
  const tag = /:([^:/]+)$/.exec(named!)?.[1]
  return tag === 'latest' || (tag === undefined && digest === undefined) ? 'Always' : 'IfNotPresent'
}
