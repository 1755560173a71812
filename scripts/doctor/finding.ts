/** What one look found. `unknown`: nothing to look at, as things are configured. */
export type FindingState = 'ok' | 'warning' | 'error' | 'unknown'

/** One line of the doctor's. Texts are French, for operators; `id` is for programs and never changes. */
export interface Finding {
  id: string
  /** The heading it stands under. */
  section: Section
  state: FindingState
  text: string
  /** What to do about it. */
  todo?: string
}

export const sections = [
  'Configuration',
  'Base de données',
  'Documents',
  'Fournisseurs',
  'Événements',
  'Machine',
  'Serveur',
] as const
export type Section = (typeof sections)[number]

const marks: Record<FindingState, string> = { ok: '✓', warning: '!', error: '✗', unknown: '–' }

/** The findings as lines for a terminal, under their headings, and how many need somebody. */
export function findingLines(findings: readonly Finding[]): string[] {
  const lines = sections.flatMap(section => {
    const ofSection = findings.filter(finding => finding.section === section)
    if (ofSection.length === 0) return []
    return [
      section,
      ...ofSection.flatMap(({ state, text, todo }) => [
        `  ${marks[state]} ${text}`,
        ...(todo === undefined ? [] : todo.split('\n').map(line => `    → ${line}`)),
      ]),
      '',
    ]
  })
  return [...lines, summary(findings)]
}

/** Whether nothing is wrong that keeps the product from working as it is configured. */
export function isWell(findings: readonly Finding[]): boolean {
  return findings.every(({ state }) => state !== 'error')
}

function summary(findings: readonly Finding[]): string {
  const count = (state: FindingState) => findings.filter(finding => finding.state === state).length
  const [errors, warnings] = [count('error'), count('warning')]
  if (errors + warnings === 0) return 'Tout va bien.'
  const parts = [
    ...(errors > 0 ? [`${errors} problème${errors > 1 ? 's' : ''} (✗)`] : []),
    ...(warnings > 0 ? [`${warnings} point${warnings > 1 ? 's' : ''} à regarder (!)`] : []),
  ]
  return `${parts.join(', ')}.`
}
