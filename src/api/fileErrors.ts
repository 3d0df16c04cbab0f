/**
 * The errors of the APIs of files as data (spec 12): documentation, code and tests share it.
 */

import type { ErrorRow } from './errors.js'

/** A row without its code: that differs from API to API, see {@link fileApis}. */
export type FileErrorRow = Omit<ErrorRow, 'suffix'>

/** Every error that an API of files reports, by a name of our own. */
export const fileErrorRows = {
  // Rows of two paths come first: their messages fit the others too.
  deniedPair: {
    detail: 'permission denied, %s %s -> %s',
    type: 'D',
    causes:
      'One of the two paths lies outside the sandbox, or the second is not below ttfile://user.',
    advice: 'Read ttfile:// paths of this mini-program, and write below ttfile://user.',
  },
  missingPair: {
    detail: 'no such file or directory, %s %s -> %s',
    type: 'D',
    causes: 'The first path names nothing, or the folder of the second is not there.',
    advice: 'Check the first path, and make the folder of the second one: mkdir with recursive.',
  },
  denied: {
    detail: 'permission denied, %s %s',
    type: 'D',
    causes:
      'The path lies outside ttfile://temp and ttfile://user, or is to be written outside ttfile://user, or the system refuses it.',
    advice: 'Read ttfile:// paths of this mini-program, and write below ttfile://user.',
  },
  missing: {
    detail: 'no such file or directory, %s %s',
    type: 'D',
    causes: 'The path names nothing, or the folder that it is in is not there.',
    advice: 'Check the path, and make its folder first: mkdir with recursive.',
  },
  exists: {
    detail: 'file already exists, %s %s',
    type: 'D',
    causes: 'A file or folder of this name is there already.',
    advice: 'Pass `recursive: true`, or remove what is there.',
  },
  notEmpty: {
    detail: 'directory not empty',
    type: 'D',
    causes: 'The folder holds something, and `recursive` is not true.',
    advice: 'Pass `recursive: true`, or empty the folder first.',
  },
  notPermitted: {
    detail: 'operation not permitted, %s %s',
    type: 'D',
    causes: 'The path is a folder where a file is wanted, or the other way round.',
    advice: 'Pass a file to the calls for files, and a folder to those for folders.',
  },
  quota: {
    detail: 'user dir saved file size limit exceeded',
    type: 'D',
    causes: "The saved files would take more than the mini-program may have (host's userQuota).",
    advice: 'Remove saved files that are not needed; the phone allows 10 MB.',
  },
  operationFail: {
    detail: 'operation fail',
    type: 'F',
    causes:
      'The disk is full, the system failed (the warning file-system tells how), the file changed while it was read, or more of it is wanted at once than fits into memory or a string: 2 GB at most.',
    advice:
      'Free some room on the disk and try again; read a big file in pieces, with position and length.',
  },
  listFail: {
    detail: 'get saved file list fail',
    type: 'F',
    causes: 'The folder of the saved files cannot be read.',
    advice: "Look after the host's storage folder: somebody else changed it.",
  },
  dataInvalid: {
    detail: 'data is invalid',
    type: 'D',
    causes: 'data is neither a string nor an ArrayBuffer, or no text of its encoding.',
    advice: 'Pass a string that fits the encoding (hex digits for hex), or an ArrayBuffer.',
  },
  paramMissing: {
    detail: 'params %s is required',
    type: 'D',
    causes: 'A required option is missing, or is "", null or undefined.',
    advice: 'Pass the option that the message names.',
  },
  paramInvalid: {
    detail: 'params %s is invalid',
    type: 'D',
    causes:
      'A value out of its range: an unknown encoding, a position beyond the file, a path that is too long. Below ttfile://user/ a whole path has 238 characters at most; a capital letter counts 2, and all but a to z, 0 to 9, `_`, `-`, `.` and `/` 3 to 6 (a Chinese one 5).',
    advice:
      'Change the option that the message names to a documented value; shorten a long path, or use small letters and digits.',
  },
  paramType: {
    detail: '%s should be %s, but got %s',
    type: 'D',
    causes: 'An option, or an argument of a Sync method, has another type than the documented one.',
    advice: 'Pass the type that the message names.',
  },
  strict: {
    detail: '%s',
    type: 'D',
    causes: 'The host is strict, and the call gave a warning.',
    advice: 'Mend what the warning tells, or make the host without `strict`.',
  },
  internal: {
    detail: '%s',
    type: 'F',
    causes: 'The host is closed, or a defect of the runtime itself.',
    advice:
      'Make a new host if this one was closed; else report the message as a bug of tt-anywhere.',
  },
} as const satisfies Record<string, FileErrorRow>

/** The name of a row. */
export type FileErrorName = keyof typeof fileErrorRows

type Codes = Partial<Record<FileErrorName, number>>

/** The errors of one API: AAAA and BB of the code AAAABB (spec 10). */
export interface FileApiErrors {
  /** AAAA. */
  readonly number: number
  /** `choice` where no page tells the number: it continues its neighbours'. */
  readonly source: 'page' | 'choice'
  /** BB, as the API's own page has them. */
  readonly page: Codes
  /** BB that no page tells: this project's choice, after the neighbours. */
  readonly choice: Codes
}

/** The number under which the platform checks arguments for many APIs [page]. */
const sharedParams = 1617

/** All codes of parameters that are the same everywhere: [choice] but for the first. */
const common = {
  paramInvalid: 99,
  strict: 99,
  internal: 92,
  operationFail: 91,
} as const satisfies Codes

/** The page of the API says that a missing option is one of its own errors. */
const ownParams = { paramMissing: 99 } as const satisfies Codes

const readFile = {
  page: { denied: 1, missing: 3 },
  choice: { notPermitted: 2 }, // the sibling page, of mini-games, has it
} as const
const writeFile = {
  page: { denied: 1, missing: 2, quota: 3, operationFail: 91, dataInvalid: 99 },
  choice: { notPermitted: 4 }, // as appendFile's
} as const
const appendFile = {
  page: { denied: 1, missing: 2, notPermitted: 4, operationFail: 91 },
  choice: { quota: 3, dataInvalid: 99 }, // quota: the page's other version has its errNo, 21103
} as const
const copyFile = {
  page: { deniedPair: 1, notPermitted: 2, missingPair: 3, quota: 4 },
  choice: {},
} as const
const rename = {
  page: { denied: 1, missingPair: 2, notPermitted: 3 },
  choice: {}, // the page's other version has quota too; a file that moves takes no more room
} as const
const truncate = {
  page: { denied: 1, missing: 2, notPermitted: 4 },
  choice: { quota: 3 }, // the page's other version has its errNo, 21103
} as const
const saveFile = {
  page: { denied: 1, missing: 2, quota: 3, notPermitted: 5, operationFail: 91 },
  choice: {},
} as const
const mkdir = { page: { denied: 1, exists: 2, missing: 3 }, choice: {} } as const
const rmdir = { page: { denied: 1, missing: 2, notEmpty: 3, notPermitted: 5 }, choice: {} } as const
const readdir = { page: { denied: 1, notPermitted: 2, missing: 3 }, choice: {} } as const
const unlink = { page: { denied: 1, missing: 2, notPermitted: 3 }, choice: {} } as const
const denyOrMiss = { page: { denied: 1, missing: 2 }, choice: {} } as const

function own<Errors extends { page: Codes }>(errors: Errors) {
  return { ...errors, page: { ...errors.page, ...ownParams } }
}

/** Every API of files. A Sync twin has a number of its own, and the same BB. */
export const fileApis = {
  readFile: { number: 1065, source: 'choice', ...readFile },
  getFileInfo: { number: 1066, source: 'page', ...own(unlink) },
  getSavedFileList: { number: 1067, source: 'choice', page: {}, choice: { listFail: 1 } },
  removeSavedFile: { number: 1068, source: 'page', ...own(unlink) },
  // FileSystemManager.saveFile's own page has 1069; the specification's is the twin's (spec 12).
  saveFile: { number: 1082, source: 'page', ...own(saveFile) },
  writeFile: { number: 1070, source: 'page', ...own(writeFile) },
  mkdir: { number: 1071, source: 'page', ...mkdir },
  readdir: { number: 1072, source: 'page', ...readdir },
  rmdir: { number: 1073, source: 'page', ...own(rmdir) },
  access: { number: 1074, source: 'page', ...denyOrMiss },
  unlink: { number: 1075, source: 'page', ...own(unlink) },
  stat: { number: 1076, source: 'page', ...own(denyOrMiss) },
  rename: { number: 1077, source: 'page', ...own(rename) },
  copyFile: { number: 1078, source: 'page', ...copyFile },
  appendFile: { number: 1080, source: 'page', ...appendFile },
  truncate: { number: 1081, source: 'page', ...own(truncate) },
  saveFileSync: { number: 1082, source: 'page', ...own(saveFile) },
  readFileSync: { number: 1083, source: 'page', ...readFile },
  writeFileSync: { number: 1084, source: 'page', ...own(writeFile) },
  mkdirSync: { number: 1085, source: 'page', ...mkdir },
  readdirSync: { number: 1086, source: 'page', ...readdir },
  rmdirSync: { number: 1087, source: 'page', ...rmdir },
  accessSync: { number: 1088, source: 'page', ...denyOrMiss },
  unlinkSync: { number: 1089, source: 'page', ...own(unlink) },
  statSync: { number: 1090, source: 'page', ...own(denyOrMiss) },
  renameSync: { number: 1091, source: 'choice', ...own(rename) },
  copyFileSync: { number: 1092, source: 'page', ...copyFile },
  appendFileSync: { number: 1093, source: 'page', ...appendFile },
  truncateSync: { number: 1094, source: 'choice', ...own(truncate) },
} as const satisfies Record<string, FileApiErrors>

/** An API of files, or its Sync twin. */
export type FileApiName = keyof typeof fileApis

/** Whether a name is that of an API of files. */
export function isFileApi(api: string): api is FileApiName {
  return Object.hasOwn(fileApis, api)
}

/** The BB of an error; undefined where the API has no such error. */
export function fileErrorSuffix(api: FileApiName, row: FileErrorName): number | undefined {
  const { page, choice }: FileApiErrors = fileApis[api]
  return page[row] ?? choice[row] ?? (common as Codes)[row]
}

/** The six digits of an error. What no row of the API fits is reported as a shared one [page]. */
export function fileErrorCode(api: FileApiName, row: FileErrorName): number {
  const suffix = fileErrorSuffix(api, row)
  return suffix === undefined ? sharedParams * 100 + 99 : fileApis[api].number * 100 + suffix
}
