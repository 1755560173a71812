import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseTeamFile } from './parse-team-file.ts'
import { defaultTeamWidget } from './parse-team-widget.ts'

function parse(yaml: string, language = 'fr') {
  return parseTeamFile(`---\nname: Équipe\nlanguage: ${language}\n${yaml}\n---\n`)
}

function widgetOf(yaml: string, language?: string) {
  const parsed = parse(yaml, language)
  assert.ok('team' in parsed, JSON.stringify(parsed))
  return parsed.team.widget
}

describe('widget: of agents/team.md', () => {
  it('may be left out, whole or in part', () => {
    assert.deepEqual(widgetOf(''), defaultTeamWidget('fr'))
    assert.deepEqual(widgetOf('widget: {}', 'en').languages, ['en', 'fr'])
    assert.deepEqual(widgetOf('widget: { position: left }'), { ...defaultTeamWidget('fr'), position: 'left' })
  })

  it('says how the chat shows itself', () => {
    const widget = widgetOf(`widget:
  languages: [fr]
  formality: vous
  theme: dark
  position: left
  colours: { primary: "#AABBCC", background: "#ffffff" }
  suggestions: ["Comment démarrer ?"]
  legal: { fr: "Tes messages sont gardés un an.", en: "Your messages are kept for a year." }
  legal_page: https://exemple.fr/confidentialite`)
    assert.deepEqual(widget, {
      languages: ['fr'],
      formality: 'vous',
      theme: 'dark',
      position: 'left',
      colours: { primary: '#aabbcc', background: '#ffffff' },
      suggestions: { fr: ['Comment démarrer ?'] },
      legal: { fr: 'Tes messages sont gardés un an.', en: 'Your messages are kept for a year.' },
      legalPage: 'https://exemple.fr/confidentialite',
    })
  })

  it('takes suggestions by language', () => {
    const { suggestions } = widgetOf('widget: { suggestions: { en: ["Where to begin?"] } }')
    assert.deepEqual(suggestions, { en: ['Where to begin?'] })
  })

  it('names each field that is wrong, in French', () => {
    const parsed = parse(
      'widget: { position: top, colours: { primary: rose }, legal_page: "javascript:alert(1)", colour: 1 }',
    )
    assert.ok('problems' in parsed)
    assert.deepEqual(parsed.problems.map(({ field }) => field).sort(), [
      'widget.colour',
      'widget.colours',
      'widget.legal_page',
      'widget.position',
    ])
    assert.match(parsed.problems.find(({ field }) => field === 'widget.colour')?.reason ?? '', /colours/)
  })

  it('must be a list of fields', () => {
    const parsed = parse('widget: rose')
    assert.ok('problems' in parsed)
    assert.deepEqual(
      parsed.problems.map(({ field }) => field),
      ['widget'],
    )
  })
})
