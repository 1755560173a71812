import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { decodeText } from './decode-text.ts'
import { parseDocument } from './parse-document.ts'

const broken = Buffer.concat([
  Buffer.from('Prénom;Ville\nZoé;Orléans\nLéa;Nîmes\nTronqué Andr'),
  Buffer.from([0xc3]),
  Buffer.from(';Évry\n'),
])

describe('decoding text of unknown encoding', () => {
  it('keeps UTF-8 in which few bytes are wrong, whatever it declares', () => {
    for (const declared of [undefined, 'iso-8859-1'])
      assert.equal(
        decodeText(broken, declared),
        'Prénom;Ville\nZoé;Orléans\nLéa;Nîmes\nTronqué Andr\uFFFD;Évry\n',
      )
  })

  it('takes four whole letters for each wrong byte, and no fewer', () => {
    const text = (letters: string) => decodeText(Buffer.concat([Buffer.from(letters), Buffer.from([0xe9])]))
    assert.equal(text('éàèù'), 'éàèù\uFFFD')
    assert.equal(text('éàè'), 'Ã©Ã\u00A0Ã¨é')
  })

  it('reads Windows-1252 that holds the two bytes of a letter by chance, and what is declared', () => {
    const french = 'L’été, où l’on a déjà tout prévu : « Ã© » à côté, 490 € dès décembre.'
    const bytes = Buffer.from(french.replaceAll('’', '\x92').replaceAll('€', '\x80'), 'latin1')
    assert.equal(decodeText(bytes), french)
    assert.equal(decodeText(Buffer.from([0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2]), 'windows-1251'), 'Привет')
    assert.equal(decodeText(Buffer.from([0x82, 0xb1, 0x82, 0xf1]), 'shift_jis'), 'こん')
  })

  it('is told of where letters could not be read', async () => {
    const file = { type: 'csv' as const, filename: 'clients.csv', bytes: new Uint8Array(broken) }
    const { report } = await parseDocument(file, text => text.length)
    assert.deepEqual(
      report.warnings.map(({ fr }) => fr),
      [
        '1 caractère illisible : « Prénom: Tronqué Andr\uFFFD; Ville: Évry » ; corrige et enregistre le fichier en UTF-8',
      ],
    )
  })
})
