/**
 * The rules as data: what is wrong, why, and what to do. docs/doctor.md has an example of each.
 */
import type { Severity } from './finding.js'

interface Rule {
  readonly severity: Severity
  /** What it finds, for the page. */
  readonly what: string
  /** Why it matters. */
  readonly why: string
  /** What to do. */
  readonly advice: string
}

/** Every rule, in the order of docs/doctor.md. */
export const rules = {
  'url-http': {
    severity: 'error',
    what: 'a URL that is not encrypted reaches an API of the network',
    why: 'The released version takes https alone (wss for sockets).',
    advice: 'Serve it by https, and write https:// (wss:// for a socket).',
  },
  'url-unlisted': {
    severity: 'error',
    what: "a URL's origin is not in the domain list of the API that it reaches",
    why: 'The platform refuses what is not in the list of its console, API by API.',
    advice:
      "Add the origin to the list in the platform's console and in tt-anywhere.config.json, or correct the URL.",
  },
  'url-invalid': {
    severity: 'error',
    what: 'what reaches `url` is no absolute URL, or has an address that no domain list can hold',
    why: 'The call fails: there is no base that a relative URL could build on, and a released version reaches no IP address and no localhost.',
    advice: 'Write an absolute URL: https://, a host name with a certificate, a path.',
  },
  'url-origin': {
    severity: 'info',
    what: 'an origin that is used, told where no domain lists are given',
    why: "Each must be in the domain list of the platform's console.",
    advice:
      "See that the list in the platform's console has it; with lists in tt-anywhere.config.json or --domain they are compared.",
  },
  'url-unknown': {
    severity: 'info',
    what: 'a URL that reading the code does not tell',
    why: 'It comes from elsewhere: a server, the storage, a parameter that no caller in the project gives.',
    advice:
      'See for yourself that it is https and in the domain list; a test with tt-anywhere/testing shows what it is.',
  },
  'header-forbidden': {
    severity: 'warning',
    what: 'a header that a mini-program can not set',
    why: 'The platform sets it itself, and drops the one in the code: the server gets another one than the code says.',
    advice: 'Leave it out; pass what the server needs in a header of another name.',
  },
  'header-value': {
    severity: 'error',
    what: 'a header whose name or value can not be sent',
    why: 'The call fails with a parameter error.',
    advice: 'Give a string without line breaks, under a name of letters, digits and hyphens.',
  },
  'form-value': {
    severity: 'warning',
    what: 'a value in formData that is no string',
    why: 'The fields of a form are text. What the platform makes of anything else is not documented; null and undefined are left out.',
    advice: 'Turn it into a string: String(value), or JSON.stringify(value) for an object.',
  },
  'time-out': {
    severity: 'warning',
    what: 'a time-out over 60 000 ms, under a second, or no number',
    why: 'More is cut to 60 000; less than a second ends calls on any slow network; what is no positive number does not count.',
    advice: 'Give milliseconds from 1000 to 60000.',
  },
  'option-missing': {
    severity: 'error',
    what: 'a call without an option that it needs',
    why: 'The call fails with a parameter error.',
    advice: 'Give the option.',
  },
  'api-unknown': {
    severity: 'error',
    what: 'a member of tt that the platform does not have',
    why: 'It is undefined on the phone: calling it throws, and ends what runs.',
    advice: 'Correct the name, or test for it: if (tt.name) or tt.canIUse.',
  },
  'api-absent': {
    severity: 'info',
    what: 'a member of tt that the platform has and tt-anywhere does not',
    why: 'It works on the phone. Code that calls it can not be tested with this version of tt-anywhere.',
    advice: 'Nothing, for the review. In tests, put your own in its place.',
  },
  'api-foreign': {
    severity: 'warning',
    what: "the global object of another platform's mini-programs, such as wx",
    why: 'It is not defined in Douyin: reading it throws, unless the code tests for it first.',
    advice: "Write tt, or test for it: typeof wx !== 'undefined'.",
  },
  'code-from-text': {
    severity: 'warning',
    what: 'code made of text: eval, new Function, setTimeout with a string',
    why: 'The platform does not run it, and reviews refuse code that comes from elsewhere.',
    advice: 'Write the code itself.',
  },
  'page-missing': {
    severity: 'error',
    what: 'a page that app.json names, whose files are not there',
    why: 'The project does not compile, or the page does not open.',
    advice: 'Add the page (its .js and .ttml), or take it out of app.json.',
  },
  'page-twice': {
    severity: 'warning',
    what: 'a page that app.json names twice',
    why: 'One of the two was meant to be another one.',
    advice: 'Take one of them out.',
  },
  'page-unlisted': {
    severity: 'error',
    what: 'entryPagePath, a tab or a rule of app.json names a page that is not among its pages',
    why: 'The mini-program does not start there, or the tab does not open.',
    advice: 'Add the page to pages (tabs belong to the main package), or correct the path.',
  },
  'file-missing': {
    severity: 'error',
    what: 'a component, a module, a template or a picture that is named and not there',
    why: 'The project does not compile, or the page fails when it opens.',
    advice: 'Add the file or correct the path. Upper and lower case differ on the phone.',
  },
  'json-broken': {
    severity: 'error',
    what: 'a JSON file that is none, or says something else than it should',
    why: 'The project does not compile.',
    advice: 'Correct the text; JSON has no comments and no comma before a closing bracket.',
  },
  'script-broken': {
    severity: 'error',
    what: 'a script that is no JavaScript',
    why: 'It does not run; nothing else in it could be looked at.',
    advice: 'Correct the code.',
  },
  'file-unread': {
    severity: 'warning',
    what: 'a file that could not be read',
    why: 'What is in it is not known.',
    advice:
      'See to its permissions; put in the place of a link that leads out of the folder the file itself.',
  },
  'project-missing': {
    severity: 'error',
    what: 'a folder that holds no mini-program',
    why: 'There is no app.json to start from.',
    advice:
      'Give the folder with project.config.json; for Taro or uni-app build first (build:tt, build:mp-toutiao) and give the built folder.',
  },
  'package-size': {
    severity: 'error',
    what: 'a package over 2 MB, or all packages together over 20 MB',
    why: 'The platform does not take it.',
    advice: 'Move pages into sub-packages and pictures to a server; leave out what is not used.',
  },
  'file-size': {
    severity: 'warning',
    what: 'a picture, a film, a sound or a font over 200 kB in the package, a tab icon over 40 kB',
    why: 'It takes its share of the 2 MB, and makes every first start slower.',
    advice: 'Make it smaller, or load it from a server.',
  },
} as const satisfies Record<string, Rule>

/** The name of a rule. */
export type RuleId = keyof typeof rules
