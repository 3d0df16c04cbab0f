// A reporter of Vitest's: names the tests that failed and then passed, so that a second try in CI
// hides nothing. TT_ANYWHERE_SECOND_TRIES is a file that gets them too, a line each.
import { appendFileSync } from 'node:fs'

export default class SecondTries {
  onTestRunEnd(modules) {
    const names = modules.flatMap(({ relativeModuleId, children }) =>
      [...children.allTests('passed')]
        .filter((test) => test.diagnostic()?.flaky)
        .map(({ fullName }) => `${relativeModuleId} > ${fullName}`),
    )
    for (const name of names) console.log(`passed at the second try: ${name}`)
    const file = process.env.TT_ANYWHERE_SECOND_TRIES
    if (file) appendFileSync(file, names.map((name) => `${name}\n`).join(''))
  }
}
