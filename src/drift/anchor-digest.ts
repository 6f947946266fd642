import { ByteWriter } from '../core/index.js'
import { encodeBase64Url, sha256 } from '../hash/index.js'
import type { FeatureNorm } from './feature-norm.js'
import { writeNorm } from './feature-norm-bytes.js'
import { writePromotions } from './promotion.js'
import type { AnchorPromotion, UtcOffsetChange } from './types.js'

/** What an anchor consists of. */
export interface AnchorContent {
  readonly from: number
  readonly to: number
  readonly reference: string
  readonly utcOffset: readonly UtcOffsetChange[]
  readonly promotions: readonly AnchorPromotion[]
  /** In the declared order. */
  readonly norms: readonly { readonly name: string; readonly norm: FeatureNorm }[]
}

/** The name of an anchor's whole content: `sha256:` and base64url. */
export function anchorDigest(content: AnchorContent): string {
  const { from, to, reference, utcOffset, promotions, norms } = content
  const writer = new ByteWriter().signedVarint(from).signedVarint(to).string(reference)
  writer.varint(utcOffset.length)
  for (const change of utcOffset) writer.signedVarint(change.from).signedVarint(change.minutes)
  writePromotions(writer, promotions)
  for (const { name, norm } of norms) writeNorm(writer.string(name), norm)
  return `sha256:${encodeBase64Url(sha256(writer.finish()))}`
}
