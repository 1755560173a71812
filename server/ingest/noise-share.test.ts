import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { noiseShare } from './noise-share.ts'

describe('the share of noise', () => {
  for (const text of [
    'Une offre claire, « sans engagement » : 29 € / mois (hors taxes), dès l’été !',
    'See https://exemple.fr/a?b=c or write to anne@exemple.fr; version 1.2.3-beta of <div class="x">.',
    'Äpfel, Übergrößen und Geschäftsführung; señor, ¿qué tal? SMTP, DKIM, HTML5, XPDL',
    'Привет, как дела? こんにちは世界 مرحبا بالعالم',
  ])
    it(`is nothing in “${text.slice(0, 30)}…”`, () => assert.equal(noiseShare(text), 0))

  it('is most of what a bad recognition or a font without names leaves', () => {
    assert.ok(noiseShare('\uFFFD\uFFFDa vbnmkl qs~dk|x ]{#@^ zzzzz w§rt&k') > 0.7)
  })
})
