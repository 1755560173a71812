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
    for (const { prompt } of personas) assert.ok(!JSON.stringify(config).includes(prompt.slice(0, 40)))
  })
})
