import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { quotingMessage } from './answer-message.ts'
import type { FoundQuote } from './read-answer.ts'
import { splitUnits } from './sentences.ts'

function found(content: string, section: string | null = null): FoundQuote {
  const passage = {
    filename: 'guide.md',
    title: 'Guide',
    section,
    page: null,
    url: null,
    content,
    lexical: 1,
  }
  return { passage, units: splitUnits(content, section) }
}

/** The quotes of a message whose one quote is the units that `wanted` takes from a text. */
function quoteOf(content: string, section: string | null, wanted: (text: string) => boolean = () => true) {
  const { passage, units } = found(content, section)
  return quotingMessage([{ passage, units: units.filter(unit => wanted(unit.text)) }], 'fr')
    .split('\n\n')
    .slice(1, -1)
    .join('\n\n')
}

describe('quotingMessage', () => {
  it('shows in bold the heading that a quote passes, and one that its source does not show', () => {
    const content =
      'Profil\n\nTon profil est une vitrine.\n\nLa photo\n\nElle est récente.\n\nLe titre\n\n- Il est court.\n- Il est clair.'
    assert.equal(
      quoteOf(content, 'Guide > Profil'),
      '> Ton profil est une vitrine.\n>\n> **La photo**\n>\n> Elle est récente.\n>\n> **Le titre**\n>\n> - Il est court.\n> - Il est clair. [1]',
    )
    assert.equal(
      quoteOf(content, 'Guide > Profil', text => text.startsWith('Elle')),
      '> **La photo**\n>\n> Elle est récente. [1]',
    )
  })

  it('shows the heading of its own section above a list alone, which does not tell what it lists', () => {
    const content =
      'Tunnels\n\nUn tunnel a trois pages.\n\nQuelles erreurs éviter ?\n\n- Copier une page.\n- Oublier le formulaire.'
    const section = 'Guide > Quelles erreurs éviter ?'
    assert.equal(
      quoteOf(content, section, text => /^(Copier|Oublier)/.test(text)),
      '> **Quelles erreurs éviter ?**\n>\n> - Copier une page.\n> - Oublier le formulaire. [1]',
    )
  })

  it('keeps a heading from formatting anything', () => {
    const content = '## **Offre** [ici](http://mechant.example)\n\nElle est belle.'
    assert.equal(
      quoteOf(content, null),
      '> **Offre\\*\\* \\[ici](http:\\//mechant.example)**\n>\n> Elle est belle. [1]',
    )
  })

  it('numbers the items of a list, not a lone one', () => {
    const content = 'Fais ainsi :\n\n4. Ouvre le menu.\n5. Choisis un modèle.'
    assert.equal(
      quoteOf(content, null),
      '> Fais ainsi :\n>\n> 4. Ouvre le menu.\n> 5. Choisis un modèle. [1]',
    )
    assert.equal(
      quoteOf(content, null, text => text.startsWith('Choisis')),
      '> Choisis un modèle. [1]',
    )
    assert.equal(
      quoteOf(content, null, text => !text.startsWith('Choisis')),
      '> Fais ainsi :\n>\n> - Ouvre le menu. [1]',
    )
  })

  it('sets the names of a table’s columns off from what they name, and what they name can do nothing', () => {
    assert.equal(
      quoteOf('Offre: Essentiel; Prix: 29 €; Durée: 1 h: à midi', null),
      '> **Offre\u00A0:** Essentiel · **Prix\u00A0:** 29 € · **Durée\u00A0:** 1 h: à midi [1]',
    )
    assert.equal(
      quoteOf('Offre: Un; Prix: 1\nOffre: Deux; Prix: 2', null),
      '> - **Offre\u00A0:** Un · **Prix\u00A0:** 1\n> - **Offre\u00A0:** Deux · **Prix\u00A0:** 2 [1]',
    )
    assert.equal(
      quoteOf('Le *nom*: [ici](http://mechant.example); B: a; sans nom', null),
      '> **Le \\*nom\\*\u00A0:** \\[ici](http:\\//mechant.example) · **B\u00A0:** a; sans nom [1]',
    )
    assert.equal(quoteOf('Avant | Après et plus', null), '> Avant | Après et plus [1]')
    const english = quotingMessage([found('Name: Yin; Price: 9 €')], 'en')
    assert.match(english, /> \*\*Name:\*\* Yin · \*\*Price:\*\* 9 €/)
  })

  it('says so when the quotes are in the other language', () => {
    const french = [found('Le tunnel se construit en deux semaines avec une page et un formulaire.')]
    const english = [found('The funnel is built in two weeks with a page and a form.')]
    assert.match(quotingMessage(french, 'en'), /^Here is .*\n\n\(These documents are in French\.\)\n\n>/)
    assert.match(quotingMessage(english, 'fr'), /\n\n\(Ces documents sont en anglais\.\)\n\n>/)
    assert.match(
      quotingMessage([...english, ...french], 'fr'),
      /\(Une partie de ces documents est en anglais\.\)/,
    )
    for (const same of [quotingMessage(french, 'fr'), quotingMessage(english, 'en')])
      assert.doesNotMatch(same, /\(/)
  })
})
