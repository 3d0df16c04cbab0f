/**
 * Lengths that are of the page's window on the phone, and of the whole screen in the frame.
 */

/** Not within a name, as that of a class: `.h-50vh`. */
const height = /(?<![\w-])(-?\d*\.?\d+)[dls]?vh\b/gi
const safeArea = /\benv\(\s*(safe-area-inset-(?:top|right|bottom|left))/gi

/**
 * `vh` as the height of the page's own window (a container), and the safe area as that of the phone
 * that is played, which `--tt-safe-area-inset-…` says.
 */
export function toPageUnits(css: string): string {
  if (!css.includes('vh') && !css.includes('env(')) return css
  return css.replace(height, '$1cqh').replace(safeArea, 'var(--tt-$1')
}
