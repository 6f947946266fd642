/**
 * The paints of charts in light and dark surroundings. Text on its ground keeps a contrast of 4.5 to 1 at least, the
 * marks 3 to 1 (WCAG 2.2, 1.4.3 and 1.4.11); what they stand for is told by word and sign too, never by colour alone.
 */
export const SVG_PALETTE: Readonly<Record<SvgPaint, { readonly light: string; readonly dark: string }>> = {
  ground: { light: '#ffffff', dark: '#14181d' },
  lane: { light: '#f3f5f7', dark: '#1d232a' },
  rule: { light: '#dde2e7', dark: '#2f3841' },
  ink: { light: '#1a2129', dark: '#e8ecf0' },
  faint: { light: '#59646f', dark: '#9aa6b2' },
  mark: { light: '#7f8b97', dark: '#7d8995' },
  calm: { light: '#1f7a4d', dark: '#56c08c' },
  unsure: { light: '#5f6b77', dark: '#9aa6b2' },
  known: { light: '#1f63b5', dark: '#6fb0f5' },
  passed: { light: '#76509f', dark: '#bb98e3' },
  warm: { light: '#a85a00', dark: '#eda04a' },
  alarm: { light: '#bb2b2b', dark: '#f07f78' },
  poison: { light: '#a4166f', dark: '#ec78c0' },
}

/** Names of the paints, by what they stand for. */
export type SvgPaint =
  | 'ground'
  | 'lane'
  | 'rule'
  | 'ink'
  | 'faint'
  | 'mark'
  | 'calm'
  | 'unsure'
  | 'known'
  | 'passed'
  | 'warm'
  | 'alarm'
  | 'poison'

/** Rules for charts alone, so that one can stand in a page of others. No script, no font, no address. */
export const SVG_STYLE: string = /* @__PURE__ */ writeStyle()

function writeStyle(): string {
  const rules = (theme: 'light' | 'dark'): string =>
    Object.entries(SVG_PALETTE)
      .map(([paint, colours]) => `.keelson-chart .kc-${paint}{fill:${colours[theme]}}`)
      .join('')
  return `${rules('light')}@media (prefers-color-scheme:dark){${rules('dark')}}`
}
