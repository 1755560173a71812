/** @typedef {import('../../../../contract/widget-config.ts').WidgetConfig} WidgetConfig */
/** @typedef {import('./state.js').Turn} Turn */

/** Where a name stands as a word of its own; -1 when it does not. @param {string} text @param {string} name */
function placeOf(text, name) {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const around = [text[at - 1], text[at + name.length]]
    if (around.every(character => !/[\p{L}\p{N}]/u.test(character ?? ''))) return at
  }
  return -1
}

/**
 * The specialists to choose from after a turn: those that the team's clarifying question names, in its order.
 * Empty for any other turn.
 * @param {Turn | undefined} turn
 * @param {WidgetConfig['agents']} agents
 */
export function choicesOf(turn, agents) {
  if (turn?.status !== 'done' || turn.partial || turn.agent !== 'escalate') return []
  if (!turn.answer.trimEnd().endsWith('?')) return []
  const named = agents
    .map(agent => ({ agent, at: placeOf(turn.answer, agent.name) }))
    .filter(({ at }) => at >= 0)
    .sort((one, other) => one.at - other.at)
  return named.length < 2 ? [] : named.map(({ agent }) => agent)
}
