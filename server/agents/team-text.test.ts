import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseTeam } from './parse-team.ts'
import { renderTeamText } from './team-text.ts'

function persona(id: string, name: string, speciality: string) {
  const text = `---\nid: ${id}\nname: ${name}\nemoji: ✨\ncolour: "#112233"\ndescription: x\nspeciality: ${speciality}\nexamples: [a]\n---\nTu`
  return { name: `${id}.md`, text }
}
const specialists = [
  persona('audrey', 'Audrey', 'tunnels et emails.'),
  persona('carole', 'Carole', 'Instagram et contenu'),
  persona('nadia', 'Nadia', 'SEO'),
]

function load(fields: string) {
  return parseTeam('agents', [
    ...specialists,
    { name: 'team.md', text: `---\nname: Studio\n${fields}\n---\n` },
  ])
}

test('the clarifying question names the specialists in question and no other', () => {
  const question = renderTeamText(
    { ...load(''), language: 'fr', candidates: ['carole', 'audrey'] },
    'clarify',
  )
  assert.match(question, /Audrey \(tunnels et emails\) ou Carole \(Instagram et contenu\) \?$/)
})

test('without candidates it names all of them', () => {
  const question = renderTeamText({ ...load(''), language: 'en' }, 'clarify')
  assert.match(question, /Audrey .*, Carole .* or Nadia \(SEO\)\?$/)
})

test('the contact is told when there is one, and its sentence left out when there is none', () => {
  const told = renderTeamText({ ...load('contact: bonjour@studio.example'), language: 'fr' }, 'human')
  assert.match(told, /bonjour@studio\.example/)
  const untold = renderTeamText({ ...load(''), language: 'fr' }, 'human')
  assert.doesNotMatch(untold, /directement|\{contact\}/)
  assert.match(untold, /une personne de l’équipe/)
})

test('who asks for a person hears whether somebody is told of it, in both languages', () => {
  for (const [language, nobody, somebody] of [
    ['fr', /ne prévient personne/, /préviens l’équipe/],
    ['en', /alerts nobody/, /letting the team know/],
  ] as const) {
    const say = (key: 'human' | 'human_told', contact = 'contact: bonjour@studio.example') =>
      renderTeamText({ ...load(contact), language }, key)
    assert.match(say('human'), nobody)
    assert.match(say('human_told'), somebody)
    assert.doesNotMatch(say('human_told'), nobody)
    for (const key of ['human', 'human_told'] as const) assert.match(say(key), /bonjour@studio/)
    assert.match(say('human_told', ''), somebody)
  }
})

test('a team that gives one text for who asks for a person is heard with it, told or not', () => {
  const own = load('texts: { fr: { human: "Appelle-nous." } }')
  assert.equal(renderTeamText({ ...own, language: 'fr' }, 'human_told'), 'Appelle-nous.')
  assert.match(renderTeamText({ ...own, language: 'en' }, 'human_told'), /letting the team know/)
  const both = load('texts: { fr: { human: "Appelle-nous.", human_told: "On te rappelle." } }')
  assert.equal(renderTeamText({ ...both, language: 'fr' }, 'human_told'), 'On te rappelle.')
})

test('a text of team.md replaces the default, in the language it gives', () => {
  const team = load('texts: { fr: { thanks: "De rien, {team} est là." } }')
  assert.equal(renderTeamText({ ...team, language: 'fr' }, 'thanks'), 'De rien, Studio est là.')
  assert.equal(
    renderTeamText({ ...team, language: 'en' }, 'thanks'),
    'You are welcome! If you have another question, I am here.',
  )
})

test('no default text leaves a placeholder behind', () => {
  const team = load('')
  for (const key of Object.keys(team.team.texts) as (keyof typeof team.team.texts)[]) {
    for (const language of ['fr', 'en'] as const) {
      const text = renderTeamText({ ...team, language }, key)
      assert.doesNotMatch(text, /[{}]/)
      assert.notEqual(text, '')
    }
  }
})
