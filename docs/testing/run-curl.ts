/** What a command line of curl asks for, as far as the pages use it. */
export interface CurlRequest {
  url: string
  method: string
  headers: Record<string, string>
  body: string | undefined
}

const silent = new Set(['-N', '-s', '-f', '-i'])

/** Reads a command line of curl. Throws at an option that it does not know, so that no test asks for something else. */
export function readCurl(command: string): CurlRequest {
  const words = [...command.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    found => found[1] ?? found[2] ?? found[3],
  )
  if (words.shift() !== 'curl') throw new Error(`no curl: ${command}`)
  const request: CurlRequest = { url: '', method: '', headers: {}, body: undefined }
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === '-X') request.method = words.shift() ?? ''
    else if (word === '-d') request.body = words.shift()
    else if (word === '-I') request.method = 'HEAD'
    else if (word === '-H') {
      const [name = '', value = ''] = (words.shift() ?? '').split(/:\s*/, 2)
      request.headers[name] = value
    } else if (/^https?:/.test(word)) request.url = word
    else if (!silent.has(word)) throw new Error(`what is ${word} in ${command}?`)
  }
  if (request.method === '') request.method = request.body === undefined ? 'GET' : 'POST'
  return request
}

/** Asks `product` what a command line of curl asks another address. */
export function runCurl(command: string, product: string): Promise<Response> {
  const { url, ...request } = readCurl(command)
  const { pathname, search } = new URL(url)
  return fetch(new URL(pathname + search, product), { ...request, redirect: 'manual' })
}
