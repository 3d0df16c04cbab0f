/** The rows of tt.downloadFile and DownloadTask; see rows.ts. */
import type { Row } from '../rows.js'

export const downloadFileRows: readonly Row[] = [
  {
    id: '14.1',
    source: 'page',
    text: "It sends one GET and gives tempFilePath, a temporary file whose bytes are the answer's.",
  },
  {
    id: '14.2',
    source: 'page',
    text: 'With filePath the file goes there, and the result has filePath.',
  },
  {
    id: '14.3',
    source: 'choice',
    text: 'tempFilePath has a random name, with the extension of the Content-Type, or of the URL where that says no more.',
  },
  {
    id: '14.4',
    source: 'choice',
    text: 'A file that is at filePath is replaced as a whole, when the new one is whole.',
  },
  {
    id: '14.5',
    source: 'choice',
    text: 'A filePath outside ttfile://user, or a folder, fails with 121806, one in no folder with 121802, before anything is sent.',
  },
  {
    id: '14.6',
    source: 'file, choice',
    text: 'A file at filePath counts to what saved files may take: past it 121803 `user dir saved file size limit exceeded`, and nothing is left.',
  },
  {
    id: '14.7',
    source: 'net',
    text: 'Any status is a success: statusCode tells it, and what the server sent is the file.',
  },
  {
    id: '14.8',
    source: 'page, choice',
    text: "A download may have 200 MB (the host's maxDownloadSize); a longer one fails with net::ERR_FILE_TOO_BIG, at once where Content-Length tells.",
  },
  {
    id: '14.9',
    source: 'choice',
    text: 'A download that breaks, is aborted, times out or is too long leaves no file, and a file at filePath as it was.',
  },
  {
    id: '14.10',
    source: 'page, choice',
    text: 'The answer is written while it comes, never held whole in memory; a slow disk slows the network down.',
  },
  {
    id: '14.11',
    source: 'page',
    text: 'Compressed answers are decoded, and what counts is the decoded length.',
  },
  {
    id: '14.12',
    source: 'page',
    text: 'onProgressUpdate tells progress, totalBytesWritten and totalBytesExpectedToWrite; progress never falls, and 100 comes before success.',
  },
  {
    id: '14.13',
    source: 'choice',
    text: 'Without Content-Length, or with a compressed answer, totalBytesExpectedToWrite and progress are 0 until the end, when the whole is told.',
  },
  {
    id: '14.14',
    source: 'game',
    text: 'onHeadersReceived tells the header once, before success; abort() fails with 121805 `download file abort`.',
  },
  {
    id: '14.15',
    source: 'page',
    text: "header can't set referer and user-agent; content-type it can.",
  },
  {
    id: '14.16',
    source: 'net',
    text: 'The URL must match the downloadFile domain list, on every hop.',
  },
  {
    id: '14.17',
    source: 'feishu',
    text: 'At most 5 downloads run at once; more wait their turn.',
  },
  {
    id: '14.18',
    source: 'page, choice',
    text: "timeout is 60 000 ms by default and at most; app.json's networkTimeout.downloadFile sets the default.",
  },
  {
    id: '14.19',
    source: 'err, choice',
    text: "Errors are those of section 10 with the number 1218 and `downloadFile:fail `; the number is this project's choice.",
  },
  {
    id: '14.20',
    source: 'choice',
    text: 'Nothing throws out of tt.downloadFile, whatever is passed.',
  },
]
