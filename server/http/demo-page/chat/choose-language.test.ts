import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { chooseLanguage } from './choose-language.js'

describe('the panel’s language', () => {
  it('is the page’s, then the team’s, then the browser’s, and French when nobody says', () => {
    assert.equal(chooseLanguage({ page: 'en-GB', team: 'fr', browser: 'fr-FR' }), 'en-GB')
    assert.equal(chooseLanguage({ page: ' ', team: 'en', browser: 'fr-FR' }), 'en')
    assert.equal(chooseLanguage({ page: '', team: undefined, browser: 'en-US' }), 'en-US')
    assert.equal(chooseLanguage({ page: '', team: undefined, browser: undefined }), 'fr')
  })
})
