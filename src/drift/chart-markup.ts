import { escapeHtml } from '../core/index.js'
import { PALETTE, type Paint } from './chart-palette.js'

/** A piece of SVG that was put together here: nothing from outside is in it but escaped. */
export interface Markup {
  readonly svg: string
}

interface Attributes {
  readonly [name: string]: string | number
}

/** An element; children are pieces, so text from outside can only come in through {@link text}. */
export function element(name: string, attributes: Attributes, ...children: readonly Markup[]): Markup {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${attributeText(value)}"`)
  const content = children.map(({ svg }) => svg).join('')
  return { svg: `<${name}${written.join('')}${content === '' ? '/>' : `>${content}</${name}>`}` }
}

/** Text from anywhere, on one line; it is shown as it is, and nothing in it is markup. */
export function text(content: string): Markup {
  if (PLAIN.test(content)) return { svg: content }
  // U+FFFE and U+FFFF have no place in XML, not even escaped.
  return { svg: escapeHtml(content.replace(/[\ufffe\uffff]/g, '\ufffd')).replaceAll('\n', '\\u{a}') }
}

/** What needs no escape: most of a chart, told at once. */
const PLAIN = /^[\w .,:;#()%+-]*$/

/** Attributes that paint a shape: the class follows the reader's light or dark, the value holds where styles are cut. */
function fill(paint: Paint): Attributes {
  return { class: `kd-${paint}`, fill: PALETTE[paint].light }
}

/** A rectangle with rounded corners. */
export function box(
  paint: Paint,
  x: number,
  y: number,
  width: number,
  height: number,
  radius = 0,
  more: Attributes = {},
): Markup {
  const corners = radius === 0 ? {} : { rx: radius }
  return element('rect', {
    x: short(x),
    y: short(y),
    width: short(width),
    height: short(height),
    ...corners,
    ...fill(paint),
    ...more,
  })
}

/** Text that begins at a place; `text-anchor` in `more` moves it. */
export function label(paint: Paint, x: number, y: number, content: string, more: Attributes = {}): Markup {
  return element('text', { x: short(x), y: short(y), ...fill(paint), ...more }, text(content))
}

/** A shape by its outline. */
export function outline(paint: Paint, path: string, more: Attributes = {}): Markup {
  return element('path', { d: path, ...fill(paint), ...more })
}

/** A number with at most two decimals, which is finer than a pixel. */
export function short(value: number): number {
  return Math.round(value * 100) / 100 + 0
}

function attributeText(value: string | number): string {
  return typeof value === 'number' ? `${value}` : text(value).svg
}
