import { generateKeyPairSync, sign } from 'node:crypto'

/** A certificate that nobody vouches for, for `localhost`, with its key; PEM, made anew each time (X.509 v1, RFC 5280). */
export function createSelfSignedCertificate(): { key: string; cert: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const ecdsaWithSha256 = sequence(objectIdentifier([0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02]))
  const commonName = sequence(objectIdentifier([0x55, 0x04, 0x03]), element(0x0c, Buffer.from('localhost')))
  const name = sequence(element(0x31, commonName))
  const validity = sequence(utcTime('200101000000Z'), utcTime('491231235959Z'))
  const publicInfo = publicKey.export({ type: 'spki', format: 'der' })
  const body = sequence(element(0x02, Buffer.of(1)), ecdsaWithSha256, name, validity, name, publicInfo)
  const signature = sign('sha256', body, privateKey)
  const bits = element(0x03, Buffer.concat([Buffer.of(0), signature]))
  const certificate = sequence(body, ecdsaWithSha256, bits)
  const lines = certificate.toString('base64').replace(/.{64}/g, '$&\n')
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  }
}

/** A DER element: tag, length, content. */
function element(tag: number, content: Buffer): Buffer {
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}

function sequence(...parts: Buffer[]): Buffer {
  return element(0x30, Buffer.concat(parts))
}

function objectIdentifier(bytes: number[]): Buffer {
  return element(0x06, Buffer.from(bytes))
}

function utcTime(text: string): Buffer {
  return element(0x17, Buffer.from(text))
}
