export interface Painter {
  /** Draws before the next picture, however often it is asked for; at once where no pictures are made. */
  paint(): void
  end(): void
}

/** Gathers what happens between two pictures of the browser into one drawing. */
export function createPainter(draw: () => void): Painter {
  let frame = 0
  const run = () => {
    frame = 0
    draw()
  }
  return {
    paint() {
      if (document.hidden) draw()
      else frame ||= requestAnimationFrame(run)
    },
    end: () => cancelAnimationFrame(frame),
  }
}
