import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** What Lighthouse says of one page load on its slow phone. */
export interface PageScore {
  /** 0 to 100. */
  performance: number
  /** Milliseconds. */
  firstContentfulPaint: number
  largestContentfulPaint: number
  speedIndex: number
  totalBlockingTime: number
  /** Without a unit; 0 is a page that stays as it was drawn. */
  cumulativeLayoutShift: number
}

interface Report {
  runtimeError?: { message: string }
  categories: { performance: { score: number | null } }
  audits: Record<string, { numericValue?: number }>
}

/**
 * Runs Lighthouse (its default: a phone of the middle class on slow 4G, simulated) on an address in a Chromium of its own,
 * $CHROMIUM or the system's. Throws when it could not measure.
 * @param program what `installLighthouse` returned
 */
export async function measurePage(program: string, url: string): Promise<PageScore> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      program,
      url,
      '--quiet',
      '--only-categories=performance',
      '--output=json',
      '--no-enable-error-reporting',
      '--disable-full-page-screenshot',
      '--chrome-flags=--headless=new --no-sandbox --disable-background-networking',
    ],
    {
      maxBuffer: 64 << 20,
      env: { ...process.env, CHROME_PATH: process.env.CHROMIUM ?? '/usr/bin/chromium' },
    },
  )
  const { runtimeError, categories, audits } = JSON.parse(stdout) as Report
  const { score } = categories.performance
  if (runtimeError || score === null) throw new Error(runtimeError?.message ?? 'Lighthouse gave no score')
  const figureOf = (audit: string): number => {
    const value = audits[audit]?.numericValue
    if (value === undefined) throw new Error(`Lighthouse did not measure ${audit}`)
    return value
  }
  return {
    performance: Math.round(score * 100),
    firstContentfulPaint: figureOf('first-contentful-paint'),
    largestContentfulPaint: figureOf('largest-contentful-paint'),
    speedIndex: figureOf('speed-index'),
    totalBlockingTime: figureOf('total-blocking-time'),
    cumulativeLayoutShift: figureOf('cumulative-layout-shift'),
  }
}
