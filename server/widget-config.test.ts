import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { WidgetConfig } from '../contract/widget-config.ts'
import { loadTeam } from './agents/load-team.ts'
import { toWidgetConfig } from './widget-config.ts'

describe('toWidgetConfig', () => {
  it('shows the team and keeps prompts, models and examples that read badly to itself', async () => {
    const { team, personas } = await loadTeam(join(import.meta.dirname, '../agents'))
    const config = toWidgetConfig(team, personas)
    assert.deepEqual(WidgetConfig.parse(config), config)
    assert.equal(config.suggestions.length, 4)
    for (const question of config.suggestions) assert.match(question, /^\p{Lu}.*\?$/u)
    assert.deepEqual(
      config.agents.map(({ description }) => description),
      ['Emails, tunnels de vente et outils', 'Instagram, contenus et image de marque'],
    )
    for (const { prompt } of personas) assert.ok(!JSON.stringify(config).includes(prompt.slice(0, 40)))
  })

  it('has questions to begin with in each language, and no line that could begin with « ? » or « : »', async () => {
    const { team, personas } = await loadTeam(join(import.meta.dirname, '../agents'))
    assert.equal(toWidgetConfig(team, personas, 'en').suggestions.length, 4)
    assert.doesNotMatch(JSON.stringify(toWidgetConfig(team, personas, 'fr')), / [?!:;]|'/)
  })

  it('describes a specialist who has no few words for it in the sentence that she has', async () => {
    const { team, personas } = await loadTeam(join(import.meta.dirname, '../agents'))
    const wordless = personas.map(persona => ({ ...persona, speciality: { fr: '', en: '' } }))
    assert.equal(toWidgetConfig(team, wordless).agents[0]?.description, personas[0]?.description.fr)
  })
})
