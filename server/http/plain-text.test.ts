import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { escapeMarkdown } from '../turn/escape-markdown.ts'
import { toPlainText } from './plain-text.ts'

describe('toPlainText', () => {
  it('shows a quoting answer as a person would write it', () => {
    const markdown = [
      'Voici ce que tu peux lire :',
      '> Une séquence compte cinq emails. [1]',
      '> Trois étapes :\n>\n> - écrire\n> - relire [2]',
      '*Réponse assemblée sans modèle de langage.*',
    ].join('\n\n')
    assert.equal(
      toPlainText(markdown),
      [
        'Voici ce que tu peux lire :',
        '« Une séquence compte cinq emails. » [1]',
        '« Trois étapes :\n\n- écrire\n- relire » [2]',
        'Réponse assemblée sans modèle de langage.',
      ].join('\n\n'),
    )
  })

  it('shows a link’s address, and bold without its stars', () => {
    assert.equal(
      toPlainText('Va sur [notre page](https://exemple.fr/a) **vite**'),
      'Va sur notre page (https://exemple.fr/a) vite',
    )
  })

  it('gives back what was escaped', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z][a-z *_[\]<>#~`]{0,40}[a-z]$/), text => {
        const line = text.replace(/ {2,}/g, ' ')
        assert.equal(toPlainText(escapeMarkdown(line)), line)
      }),
    )
  })
})
