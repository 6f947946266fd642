import fc from 'fast-check'
import { LineIndex } from 'keelson/core'
import { law } from '../support/law.js'

law(
  'LineIndex gives the line and column that counting gives',
  fc.tuple(
    fc
      .array(fc.constantFrom('\n', '\r\n', '\r', 'a', '😀', '\u2028'), { maxLength: 20 })
      .map((parts) => parts.join('')),
    fc.nat(),
  ),
  ([text, pick]) => {
    const offset = pick % (text.length + 1)
    let line = 1
    let column = 1
    for (let at = 0; at < offset; at += 1) {
      if (text[at] === '\n') {
        line += 1
        column = 1
      } else {
        column += 1
      }
    }
    const span = new LineIndex(text).span(offset, 2)
    return span.line === line && span.column === column && span.offset === offset && span.length === 2
  },
)
