import type { ByteReader, ByteWriter } from '../core/index.js'
import type { AnchorPromotion } from './types.js'

interface Promoted {
  readonly to: number
  readonly promotions: readonly AnchorPromotion[]
}

/** The end of the period that the norm of a feature was made from. */
export function anchorEndOf(anchor: Promoted, feature: string): number {
  let end = anchor.to
  for (const { features, to } of anchor.promotions) if (features.includes(feature)) end = to
  return end
}

/** From when on shards may have gone their own ways: the end of the anchor, or of its latest promotion. */
export function sharedSince(anchor: Promoted): number {
  return anchor.promotions.at(-1)?.to ?? anchor.to
}

export function writePromotions(writer: ByteWriter, promotions: readonly AnchorPromotion[]): void {
  writer.varint(promotions.length)
  for (const { from, to, reference, features } of promotions) {
    writer.signedVarint(from).signedVarint(to).string(reference).varint(features.length)
    for (const feature of features) writer.string(feature)
  }
}

export function readPromotions(reader: ByteReader): AnchorPromotion[] {
  const promotions: AnchorPromotion[] = []
  for (let left = reader.varint(); left > 0; left -= 1) {
    const from = reader.signedVarint()
    const to = reader.signedVarint()
    const reference = reader.string()
    const features: string[] = []
    for (let named = reader.varint(); named > 0; named -= 1) features.push(reader.string())
    promotions.push({ from, to, reference, features })
  }
  return promotions
}
