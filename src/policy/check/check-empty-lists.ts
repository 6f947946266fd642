import type { CheckTools } from './check-tools.js'
import type { PolicyRule, Quantified } from './policy-rule.js'

/**
 * `all … in list` is true of an empty list: a rule that restricts unless it is true does nothing then, and one that
 * allows where it is true allows. Nothing is said where the policy asks elsewhere whether the list is empty.
 */
export function checkEmptyLists(
  rules: readonly PolicyRule[],
  isAsked: (list: number) => boolean,
  tools: CheckTools,
): void {
  for (const { statement, quantifiers } of rules) {
    const restricts = statement.op !== 'effect' || ['deny', 'review'].includes(statement.effect)
    const allows = statement.op === 'effect' && statement.effect === 'allow'
    for (const quantified of quantifiers) {
      const matters = quantified.holds ? allows : restricts
      if (!matters || isAsked(quantified.list) || !mayBeEmpty(quantified, tools)) continue
      const what = statement.op === 'effect' ? statement.effect : 'require'
      const message = quantified.holds
        ? 'of an empty list `all` is true: this allow fires for it'
        : `of an empty list \`all\` is true: this ${what} does not fire for it`
      const help = 'if the list may be empty, ask size(…) > 0 besides, or give it a rule of its own'
      tools.hint('policy/empty-list', message, tools.excerpts.span(quantified.node.at), help)
    }
  }
}

/** Lists that are written out hold what they hold; those of parameters are bound before anything is decided. */
function mayBeEmpty({ node }: Quantified, { numbers }: CheckTools): boolean {
  const list = numbers.behind(node.list)
  if (list.op === 'list' || list.op === 'constant') return false
  return !(list.op === 'concat' && list.items.some((item) => item.op === 'list' && item.items.length > 0))
}
