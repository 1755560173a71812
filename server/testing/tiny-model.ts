import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A field of a protobuf message: its number, and an integer, bytes or a text. */
type Field = readonly [number, number | Uint8Array | string]

/**
 * Writes a sentence model of a few words into `<folder>/tiny`, as `@huggingface/transformers` loads it: a word is a row of
 * `table` (the first one is for words it does not know). One ONNX node, Gather: enough to go through the package's
 * tokenizer, runtime and pooling without downloading anything.
 */
export function writeTinyModel(folder: string, words: readonly string[], table: readonly number[][]): void {
  const files = join(folder, 'tiny')
  mkdirSync(join(files, 'onnx'), { recursive: true })
  const vocabulary = ['[UNK]', ...words]
  const width = table[0]?.length ?? 0
  const write = (name: string, content: unknown) => writeFileSync(join(files, name), JSON.stringify(content))
  write('config.json', {
    model_type: 'bert',
    architectures: ['BertModel'],
    hidden_size: width,
    vocab_size: table.length,
  })
  write('tokenizer_config.json', {
    tokenizer_class: 'PreTrainedTokenizerFast',
    pad_token: '[UNK]',
    model_max_length: 64,
  })
  write('tokenizer.json', {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [
      {
        id: 0,
        content: '[UNK]',
        special: true,
        single_word: false,
        lstrip: false,
        rstrip: false,
        normalized: false,
      },
    ],
    normalizer: { type: 'Lowercase' },
    pre_tokenizer: { type: 'Whitespace' },
    post_processor: null,
    decoder: null,
    model: {
      type: 'WordLevel',
      vocab: Object.fromEntries(vocabulary.map((word, index) => [word, index])),
      unk_token: '[UNK]',
    },
  })
  writeFileSync(join(files, 'onnx/model.onnx'), toOnnx(table, width))
}

/** A ModelProto (onnx.proto3, IR version 8, opset 13). */
function toOnnx(table: readonly number[][], width: number): Uint8Array {
  const float = 1
  const int64 = 7
  const weights = message(
    [1, table.length],
    [1, width],
    [2, float],
    [8, 'table'],
    [9, toFloats(table.flat())],
  )
  const gather = message([1, 'table'], [1, 'input_ids'], [2, 'last_hidden_state'], [4, 'Gather'])
  const graph = message(
    [1, gather],
    [2, 'tiny'],
    [5, weights],
    [11, valueInfo('input_ids', int64, ['batch', 'length'])],
    [11, valueInfo('attention_mask', int64, ['batch', 'length'])],
    [12, valueInfo('last_hidden_state', float, ['batch', 'length', width])],
  )
  return message([1, 8], [7, graph], [8, message([1, ''], [2, 13])])
}

function valueInfo(name: string, type: number, dimensions: readonly (string | number)[]): Uint8Array {
  const shape = message(
    ...dimensions.map(size => [1, message(typeof size === 'number' ? [1, size] : [2, size])] as const),
  )
  return message([1, name], [2, message([1, message([1, type], [2, shape])])])
}

function message(...fields: readonly Field[]): Uint8Array {
  return Buffer.concat(
    fields.map(([number, value]) => {
      if (typeof value === 'number') return Buffer.concat([varint(number << 3), varint(value)])
      const bytes = Buffer.from(value)
      return Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes])
    }),
  )
}

function varint(value: number): Buffer {
  const bytes: number[] = []
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest])
    bytes.push((rest % 128) | 128)
  }
}

function toFloats(values: readonly number[]): Uint8Array {
  const bytes = Buffer.alloc(values.length * 4)
  for (const [index, value] of values.entries()) bytes.writeFloatLE(value, index * 4)
  return bytes
}
