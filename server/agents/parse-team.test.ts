import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type AgentFile, parseTeam, TeamFilesError } from './parse-team.ts'

const carole = `---
id: carole
name: Carole
emoji: 🎨
colour: "#F29B9B"
description: Instagram et création de contenu
webhook_type: creation
examples:
  - Comment faire un reel ?
keywords: [reel, story]
---
Tu es Carole.
`
const audrey = `---
id: audrey
name: Audrey
emoji: ⚙️
colour: "#3366cc"
description: { fr: Automatisation marketing, en: Marketing automation }
examples: [Comment créer un tunnel de vente ?]
---
Tu es Audrey.
`
const team = '---\nname: Studio Exemple\n---\n'

function files(changes: Record<string, string | null> = {}): AgentFile[] {
  const all = { 'carole.md': carole, 'audrey.md': audrey, 'team.md': team, ...changes }
  return Object.entries(all).flatMap(([name, text]) => (text === null ? [] : [{ name, text }]))
}

function problemsOf(changes: Record<string, string | null>): string[] {
  try {
    parseTeam('agents', files(changes))
  } catch (error) {
    assert.ok(error instanceof TeamFilesError)
    return error.problems
  }
  assert.fail('the files were taken as right')
}

describe('a right team', () => {
  it('has its specialists in the order of their ids, with what their files say', () => {
    const { personas } = parseTeam('agents', files())
    assert.deepEqual(
      personas.map(persona => persona.id),
      ['audrey', 'carole'],
    )
    assert.deepEqual(personas[1], {
      id: 'carole',
      name: 'Carole',
      emoji: '🎨',
      colour: '#f29b9b',
      speciality: { fr: '', en: '' },
      description: { fr: 'Instagram et création de contenu', en: 'Instagram et création de contenu' },
      webhookType: 'creation',
      offer: null,
      model: null,
      examples: ['Comment faire un reel ?'],
      keywords: ['reel', 'story'],
      prompt: 'Tu es Carole.',
    })
    assert.equal(personas[0]?.description.en, 'Marketing automation')
  })

  it('may have an offer, in one language for both, or in each', () => {
    const offerOf = (line: string) => {
      const text = audrey.replace('examples:', `offer: ${line}\nexamples:`)
      return parseTeam('agents', files({ 'audrey.md': text })).personas[0]?.offer
    }
    assert.deepEqual(offerOf('Un appel ?'), { fr: 'Un appel ?', en: 'Un appel ?' })
    assert.deepEqual(offerOf('{ fr: Un appel ?, en: A call? }'), { fr: 'Un appel ?', en: 'A call?' })
  })

  it('needs nothing but a name in team.md', () => {
    const parsed = parseTeam('agents', files())
    assert.equal(parsed.team.language, 'fr')
    assert.equal(parsed.team.contact, null)
    assert.match(parsed.team.texts.clarify.fr, /\{specialists\}/)
  })

  it('ends its front matter at a line of three dashes, not at dashes in a value', () => {
    const dashes = carole.replace('création de contenu', 'contenu ---')
    const { personas } = parseTeam('agents', files({ 'carole.md': dashes }))
    assert.equal(personas[1]?.description.fr, 'Instagram et contenu ---')
    assert.equal(personas[1]?.prompt, 'Tu es Carole.')
  })

  it('takes a byte order mark, Windows line ends and a README beside the files', () => {
    const windows = `\uFEFF${carole.replaceAll('\n', '\r\n')}`
    const { personas } = parseTeam('agents', files({ 'carole.md': windows, 'README.md': '# Read me' }))
    assert.equal(personas[1]?.prompt, 'Tu es Carole.')
  })

  it('grows by one more file and nothing else', () => {
    const nadia = audrey.replaceAll('audrey', 'nadia').replaceAll('Audrey', 'Nadia')
    const { personas } = parseTeam('agents', files({ 'nadia.md': nadia }))
    assert.deepEqual(
      personas.map(persona => persona.name),
      ['Audrey', 'Carole', 'Nadia'],
    )
  })
})

describe('a wrong file is one line a problem, with the file, the field and the reason', () => {
  const cases: [string, Record<string, string | null>, RegExp[]][] = [
    [
      'a colour in words',
      { 'carole.md': carole.replace('"#F29B9B"', 'rose') },
      [/^agents\/carole\.md : colour : .*#rrggbb.*trouvé : "rose"$/],
    ],
    [
      'a colour YAML read as a comment',
      { 'carole.md': carole.replace('"#F29B9B"', '#F29B9B') },
      [/carole\.md : colour : champ obligatoire manquant : .*guillemets/],
    ],
    [
      'no examples',
      { 'carole.md': carole.replace('\n  - Comment faire un reel ?', ' []') },
      [/carole\.md : examples : au moins une question/],
    ],
    [
      'an example that is not text',
      { 'carole.md': carole.replace('Comment faire un reel ?', '12') },
      [/carole\.md : examples : .*élément 1.*trouvé : 12/],
    ],
    [
      'an unknown field',
      { 'carole.md': carole.replace('colour:', 'color:') },
      [
        /carole\.md : color : champ inconnu ; voulais-tu dire « colour » \?/,
        /colour : champ obligatoire manquant/,
      ],
    ],
    [
      'an id that is not the file’s name',
      { 'nadia.md': carole.replaceAll('Carole', 'Nadia') },
      [/nadia\.md : id : « carole » doit être le nom du fichier, « nadia »/],
    ],
    [
      'a reserved id',
      { 'shared.md': audrey.replace('id: audrey', 'id: shared').replace('name: Audrey', 'name: Partage') },
      [/shared\.md : id : .*pas shared, escalate, team/],
    ],
    [
      'an empty prompt',
      { 'carole.md': carole.replace('Tu es Carole.\n', '') },
      [/carole\.md : le texte sous l’en-tête .* est vide/],
    ],
    [
      'no front matter',
      { 'carole.md': 'Tu es Carole.' },
      [/carole\.md : le fichier doit commencer par un en-tête YAML/],
    ],
    [
      'YAML that cannot be read',
      { 'carole.md': '---\nid: [carole\nname: x\n---\nTu' },
      [/carole\.md : en-tête YAML illisible \(ligne \d+ du fichier\)/],
    ],
    [
      'a field given twice',
      { 'carole.md': carole.replace('name: Carole', 'name: Carole\nname: Carole') },
      [/carole\.md : en-tête YAML illisible/],
    ],
    [
      'front matter that is a list',
      { 'carole.md': '---\n- a\n---\nTu' },
      [/carole\.md : l’en-tête doit être/],
    ],
    [
      'an unknown webhook type',
      { 'carole.md': carole.replace('creation\n', 'video\n') },
      [/webhook_type : "automation" ou "creation" ; trouvé : "video"/],
    ],
    [
      'two specialists of one name',
      { 'nadia.md': carole.replace('id: carole', 'id: nadia') },
      [/nadia\.md : name : « Carole » est déjà le nom de agents\/carole\.md/],
    ],
    ['no team.md', { 'team.md': null }, [/^agents\/team\.md : le fichier de l’équipe manque/]],
    ['nobody in the team', { 'carole.md': null, 'audrey.md': null }, [/^agents : aucun spécialiste/]],
    [
      'an unknown placeholder',
      { 'team.md': '---\nname: x\ntexts: { fr: { welcome: "Bonjour {prenom}" } }\n---\n' },
      [/team\.md : texts\.fr\.welcome : .*\{team\}.*trouvé/],
    ],
    [
      'a clarifying question that names nobody',
      { 'team.md': '---\nname: x\ntexts: { en: { clarify: Sorry? } }\n---\n' },
      [/team\.md : texts\.en\.clarify : .*\{specialists\}/],
    ],
    [
      'an unknown text',
      { 'team.md': '---\nname: x\ntexts: { fr: { greting: Salut } }\n---\n' },
      [/team\.md : texts\.fr\.greting : champ inconnu ; voulais-tu dire « greeting »/],
    ],
    [
      'texts in a language we do not speak',
      { 'team.md': '---\nname: x\ntexts: { de: { greeting: Hallo } }\n---\n' },
      [/team\.md : texts : les textes par langue/],
    ],
    [
      'texts that are not a list of texts',
      { 'team.md': '---\nname: x\ntexts: { fr: Salut }\n---\n' },
      [/team\.md : texts : les textes par langue/],
    ],
    [
      'an unknown language',
      { 'team.md': '---\nname: x\nlanguage: de\n---\n' },
      [/team\.md : language : "fr" ou "en" ; trouvé : "de"/],
    ],
  ]
  for (const [name, changes, expected] of cases) {
    it(name, () => {
      const problems = problemsOf(changes)
      assert.equal(problems.length, expected.length, problems.join('\n'))
      for (const [index, pattern] of expected.entries()) assert.match(problems[index] ?? '', pattern)
    })
  }

  it('tells the problems of all files at once', () => {
    const problems = problemsOf({
      'carole.md': carole.replace('emoji: 🎨\n', ''),
      'audrey.md': 'x',
      'team.md': '---\n---\n',
    })
    assert.equal(problems.length, 3, problems.join('\n'))
    for (const problem of problems) assert.doesNotMatch(problem, /\n/)
  })
})
