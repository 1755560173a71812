import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readBasics } from './read-basics.ts'
import { readOptions } from './read-options.ts'
import type { LoaderSettings } from './settings.ts'

const settings: LoaderSettings = {
  language: 'fr',
  languages: ['fr', 'en'],
  formality: 'tu',
  theme: 'auto',
  position: 'right',
  colours: {},
}

function read(
  attributes: Record<string, string>,
  given: {
    settings?: Partial<LoaderSettings>
    tags?: string[]
    scriptUrl?: string
    user?: string | null
  } = {},
) {
  const warnings: string[] = []
  const team = { ...settings, ...given.settings }
  const option = (name: string) => attributes[name] ?? null
  const sources = {
    read: option,
    basics: readBasics(option, team, 'bubble', given.tags ?? []),
    scriptUrl: given.scriptUrl ?? 'https://chat.example/widget.js',
    settings: team,
    identity: given.user ? { user_id: given.user } : (given.user as null | undefined),
  }
  const options = readOptions(sources, message => warnings.push(message))
  // As JSON has it: what is undefined is not given.
  return { options: JSON.parse(JSON.stringify(options)) as typeof options, warnings }
}

describe('readOptions', () => {
  it('needs no attribute: the server is where the script came from, the rest as the team has it', () => {
    assert.deepEqual(read({}), {
      options: {
        apiUrl: 'https://chat.example/',
        language: 'fr',
        position: 'right',
        mode: 'bubble',
        formality: 'tu',
        theme: 'auto',
        texts: {},
        colours: {},
        name: null,
        welcome: null,
      },
      warnings: [],
    })
  })

  it('keeps the path under which a proxy serves the script', () => {
    const { options } = read({}, { scriptUrl: 'https://site.example/chat/widget.js?v=3' })
    assert.equal(options.apiUrl, 'https://site.example/chat/')
  })

  it('takes another server by attribute, with or without the last slash', () => {
    for (const address of ['https://api.example/v2', 'https://api.example/v2/'])
      assert.equal(read({ 'api-url': address }).options.apiUrl, 'https://api.example/v2/')
  })

  it('takes the page’s word before the team’s', () => {
    const attributes = {
      formality: 'vous',
      theme: 'dark',
      position: 'left',
      name: 'Mon équipe',
      welcome: 'Bonjour',
      suggestions: 'Une question ?| Une autre ? ||',
      texts: '{"placeholder":"Écris ici","send":3}',
      'colour-primary': '#123456',
      'user-id': 'client-7',
    }
    const { options, warnings } = read(attributes, {
      settings: { colours: { primary: '#abcdef', text: '#111111' } },
    })
    assert.deepEqual(options, {
      apiUrl: 'https://chat.example/',
      language: 'fr',
      mode: 'bubble',
      formality: 'vous',
      theme: 'dark',
      position: 'left',
      name: 'Mon équipe',
      welcome: 'Bonjour',
      suggestions: ['Une question ?', 'Une autre ?'],
      texts: { placeholder: 'Écris ici' },
      colours: { primary: '#123456', text: '#111111' },
      identity: { user_id: 'client-7' },
    })
    assert.deepEqual(warnings, [])
  })

  it('says what cannot be used and goes on without it', () => {
    const { options, warnings } = read({
      'api-url': 'http://',
      texts: '{',
      'colour-text': 'red; background: url(x)',
      position: 'top',
      theme: 'pink',
    })
    assert.equal(options.apiUrl, 'https://chat.example/')
    assert.deepEqual(
      [options.texts, options.colours, options.position, options.theme],
      [{}, {}, 'right', 'auto'],
    )
    assert.deepEqual(warnings.map(warning => warning.split(':')[0]).sort(), [
      'api-url',
      'colour-text',
      'texts',
    ])
  })

  it('knows that nobody is there by an empty attribute or by null, and says nothing by itself', () => {
    assert.equal(read({ 'user-id': '' }).options.identity, null)
    assert.equal(read({ 'user-id': 'a' }, { user: null }).options.identity, null)
    assert.equal(read({}, { user: null }).options.identity, null)
    assert.equal('identity' in read({}).options, false)
    assert.deepEqual(read({ 'user-id': 'a' }).options.identity, { user_id: 'a' })
    assert.deepEqual(read({ 'user-id': '' }, { user: 'b' }).options.identity, { user_id: 'b' })
  })

  it('knows the visitor by the last call of identify rather than by the attribute', () => {
    assert.deepEqual(read({ 'user-id': 'a' }, { user: 'b' }).options.identity, { user_id: 'b' })
  })
})

describe('readBasics', () => {
  const languageOf = (
    attributes: Record<string, string>,
    tags: string[],
    team: Partial<LoaderSettings> = {},
  ) => read(attributes, { tags, settings: team }).options.language

  it('chooses the language by attribute, then page, then browser, then team', () => {
    assert.equal(languageOf({ language: 'en' }, ['fr-FR', 'fr']), 'en')
    assert.equal(languageOf({}, ['en-GB', 'fr']), 'en')
    assert.equal(languageOf({}, ['', 'EN-us', 'fr']), 'en')
    assert.equal(languageOf({}, ['de', 'it-IT']), 'fr')
    assert.equal(languageOf({}, [], { language: 'en', languages: ['en', 'fr'] }), 'en')
  })

  it('stays with the languages of the team unless the page’s author names one', () => {
    const french: Partial<LoaderSettings> = { languages: ['fr'] }
    assert.equal(languageOf({}, ['en'], french), 'fr')
    assert.equal(languageOf({ language: 'en' }, ['fr'], french), 'en')
  })
})
