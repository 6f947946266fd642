import { type ByteReader, type ByteWriter, compareCodePoints } from '../core/index.js'
import { addCategory, type CategorySample, emptyCategorySample, SAMPLE_LEVELS } from './category-sample.js'
import { readWithin } from './feature-norm-bytes.js'
import { isStorableText } from './text.js'

/** Appends a sample of categories: by code point, for each its counts from the sample's level on. */
export function writeCategories(writer: ByteWriter, sample: CategorySample): void {
  writer.u8(sample.level).varint(sample.counts.size)
  for (const category of [...sample.counts.keys()].sort(compareCodePoints)) {
    const levels = sample.counts.get(category)!
    let end = levels.length
    while (end > 0 && levels[end - 1] === 0) end -= 1
    writer.string(category).u8(end - sample.level)
    for (let level = sample.level; level < end; level += 1) writer.varint(levels[level]!)
  }
}

/** Reads the name of a category; throws the reader's error for one that is too long. */
export function readCategory(reader: ByteReader): string {
  const category = reader.string()
  if (!isStorableText(category)) throw reader.fail('a category is too long')
  return category
}

/** Reads what {@link writeCategories} wrote; throws the reader's error for anything else. */
export function readCategories(reader: ByteReader): CategorySample {
  const sample = emptyCategorySample()
  sample.level = readWithin(reader, reader.u8(), 0, SAMPLE_LEVELS - 1)
  for (let left = reader.varint(); left > 0; left -= 1) {
    const category = readCategory(reader)
    const end = sample.level + readWithin(reader, reader.u8(), 1, SAMPLE_LEVELS - sample.level)
    for (let level = sample.level; level < end; level += 1) {
      addCategory(sample, category, level, reader.varint(), Number.POSITIVE_INFINITY)
    }
  }
  return sample
}
