import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addressIn } from './find-script.ts'

describe('addressIn', () => {
  it('finds the script in the stack of each browser', () => {
    for (const stack of [
      'Error\n    at https://chat.example/widget.js:1:6951\n    at https://other.example/app.js:2:3',
      'Error\n    at start (https://chat.example/widget.js:1:6951)',
      'start@https://chat.example/widget.js:1:6951\n@https://chat.example/widget.js:1:7000',
      'global code@https://chat.example/widget.js:1:6951',
    ])
      assert.equal(addressIn(stack), 'https://chat.example/widget.js', stack)
    assert.equal(
      addressIn('http://127.0.0.1:8000/prefix/widget.js:1:2'),
      'http://127.0.0.1:8000/prefix/widget.js',
    )
  })

  it('finds nothing where nothing is', () => {
    assert.equal(addressIn(''), null)
    assert.equal(addressIn('Error\n    at <anonymous>'), null)
  })
})
