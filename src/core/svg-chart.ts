import { type SvgMarkup, svgBox, svgElement, svgText } from './svg-markup.js'
import { SVG_STYLE } from './svg-palette.js'

/** What a chart is, for those who cannot see it, and how large. */
export interface SvgChart {
  /** Told apart from the ids of other charts in the same page. */
  readonly id: string
  readonly title: string
  readonly description: string
  /** In pixels. */
  readonly width: number
  readonly height: number
}

const FONT = 'system-ui, -apple-system, &quot;Segoe UI&quot;, Roboto, sans-serif'

/** An SVG that stands by itself, with its own ground in light and dark: no script, no address, no font. */
export function svgChart(chart: SvgChart, ...content: readonly SvgMarkup[]): string {
  const { id, title, description, width, height } = chart
  const parts = [
    svgElement('title', { id: `${id}-title` }, svgText(title)),
    svgElement('desc', { id: `${id}-description` }, svgText(description)),
    { svg: `<style>${SVG_STYLE}</style>` },
    svgBox('ground', 0, 0, width, height, 12),
    ...content,
  ]
  const attributes = [
    'xmlns="http://www.w3.org/2000/svg"',
    'class="keelson-chart"',
    'role="img"',
    `aria-labelledby="${id}-title ${id}-description"`,
    `viewBox="0 0 ${width} ${height}"`,
    `width="${width}" height="${height}"`,
    `font-family="${FONT}"`,
  ]
  return `<svg ${attributes.join(' ')}>${parts.map(({ svg }) => svg).join('')}</svg>`
}
