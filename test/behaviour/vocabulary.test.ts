import { describe, expect, test } from 'vitest'
import { AttributeShapes, shapeOf } from '../../src/behaviour/attribute-shape.js'
import { Lexicon, UNKNOWN } from '../../src/behaviour/lexicon.js'
import { Vocabulary } from '../../src/behaviour/vocabulary.js'
import { expectCode } from '../support/expect-code.js'

describe('the vocabulary', () => {
  test('reads a text once: what was read out of it is found again', () => {
    const vocabulary = new Vocabulary(new Lexicon(), 100)
    const resource = vocabulary.checked('pod:prod/shop/web', '', 'resource')
    expect(vocabulary.word('pod:prod/shop/web')).toBe(resource)
    expect(vocabulary.part(resource, 'kind').text).toBe('pod')
    expect(vocabulary.part(resource, 'place').text).toBe('prod/shop')
    const placed = vocabulary.placed(vocabulary.word('read'), vocabulary.part(resource, 'place'))
    expect(placed.text).toBe('read in prod/shop')
    expect(vocabulary.placed(vocabulary.word('read'), vocabulary.word('prod/shop'))).toBe(placed)
  })

  test('finds an id that a text got after it was read', () => {
    const lexicon = new Lexicon()
    const vocabulary = new Vocabulary(lexicon, 100)
    const { term } = vocabulary.word('later')
    expect(vocabulary.idOf(term)).toBe(UNKNOWN)
    const id = lexicon.intern('later')
    expect(vocabulary.idOf(term)).toBe(id)
  })

  test('goes on when it has forgotten what no event has shown for long', () => {
    const lexicon = new Lexicon()
    const vocabulary = new Vocabulary(lexicon, 10_000)
    const first = vocabulary.word('first')
    const id = vocabulary.intern(first.term)
    for (let number = 0; number < 300; number += 1) vocabulary.word(`${number}`.repeat(3_000).slice(0, 6_000))
    const again = vocabulary.word('first')
    expect(again).not.toBe(first)
    expect(vocabulary.idOf(again.term)).toBe(id)
  })

  test('refuses a text that is too long, or no Unicode, with the pointer to it', () => {
    const vocabulary = new Vocabulary(new Lexicon(), 4)
    const tooLong = expectCode('behaviour/text-too-long', () =>
      vocabulary.checked('12345', '/attributes', 'a/b'),
    )
    expect(tooLong.path).toBe('/attributes/a~1b')
    const half = expectCode('behaviour/invalid-text', () => vocabulary.checked('\ud800', '', 'action'))
    expect(half.path).toBe('/action')
  })
})

describe('shapes of attributes', () => {
  test('name what each means, in code-point order, the preferred name first', () => {
    const shape = shapeOf(['ns', 'zone', 'ip', 'namespace', 'Zone'])
    expect(shape.names).toEqual(['Zone', 'ip', 'namespace', 'ns', 'zone'])
    expect(shape.meanings.namespace.map((position) => shape.names[position])).toEqual(['namespace', 'ns'])
    expect(shape.meanings.network.map((position) => shape.names[position])).toEqual(['ip'])
    expect(shape.free.map((position) => shape.names[position])).toEqual(['Zone', 'zone'])
  })

  test('are found by the names as the object lists them, until many others were', () => {
    const shapes = new AttributeShapes()
    const shape = shapeOf(['a', 'b'])
    shapes.add(shape)
    expect(shapes.find(['a', 'b'])).toBe(shape)
    expect(shapes.find(['b', 'a'])).toBeUndefined()
    for (let number = 0; number < 31; number += 1) shapes.add(shapeOf([`n${number}`]))
    expect(shapes.find(['a', 'b'])).toBe(shape)
    for (let number = 0; number < 32; number += 1) shapes.add(shapeOf([`m${number}`]))
    expect(shapes.find(['a', 'b'])).toBeUndefined()
  })
})
