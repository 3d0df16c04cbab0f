import type { Row } from '../rows.js'

/** What upload pages call around it: the user, the phone, pictures, files, pages. */
export const aroundRows: readonly Row[] = [
  {
    id: '16.1',
    source: 'types, choice',
    text: 'login gives code, anonymousCode and isLogin; without an answer of the host the codes are made up and say so (`made-up-code-…`), each another.',
  },
  {
    id: '16.2',
    source: 'game, choice',
    text: 'Where an answer says that the user is not logged in, login gives no code.',
  },
  {
    id: '16.3',
    source: 'types, choice',
    text: 'checkSession succeeds, unless an answer throws.',
  },
  {
    id: '16.4',
    source: 'types, choice',
    text: 'getUserInfo gives userInfo and rawData, its JSON; with withCredentials also signature, encryptedData and iv. Without an answer the user is `tt-anywhere user`, and the rest is made up and says so.',
  },
  {
    id: '16.5',
    source: 'types, choice',
    text: 'getUserProfile gives all of these, of the same user.',
  },
  {
    id: '16.6',
    source: 'choice',
    text: 'What an answer leaves out is completed: one field of the user is another, and rawData follows; what is no object fails the call.',
  },
  {
    id: '16.7',
    source: 'choice',
    text: 'What an answer throws makes the call fail with its message, and with its errNo where it has one.',
  },
  {
    id: '16.8',
    source: 'game, choice',
    text: 'getSetting tells what was asked for alone: what authorize and getUserInfo asked, and whether it was allowed.',
  },
  {
    id: '16.9',
    source: 'page',
    text: 'authorize gives data, the scope with `ok`; what was allowed before is not asked again.',
  },
  {
    id: '16.10',
    source: 'types, choice',
    text: 'openSetting gives what getSetting gives; what an answer changes there holds from then on. With withSubscriptions both give subscriptionsSetting.',
  },
  {
    id: '16.11',
    source: 'types, choice',
    text: "setClipboardData and getClipboardData share a clipboard of the host's own, empty at first.",
  },
  {
    id: '16.12',
    source: 'types, choice',
    text: "getSystemInfo and getSystemInfoSync tell the host's device: platform, version, appName and SDKVersion as in the user-agent; system, brand and model read from it.",
  },
  {
    id: '16.13',
    source: 'types, choice',
    text: 'The screen is that of a usual phone: the window is what bars leave of it, safeArea lies within it.',
  },
  {
    id: '16.14',
    source: 'types, feishu',
    text: 'navigateTo, redirectTo, reLaunch, switchTab (url) and navigateBack (delta, 1 by default) are told as host events; nothing is opened.',
  },
  {
    id: '16.15',
    source: 'page, choice',
    text: 'query of reLaunch goes behind url, but for keys that url has. So it does with navigateTo and redirectTo, percent-encoded.',
  },
  {
    id: '16.16',
    source: 'page, choice',
    text: 'A url that is no string fails with errNo 20000 `params.url should be string, but got …`, an empty one with 20000 `url is invalid`: on the page of reLaunch, and here for its neighbours.',
  },
  {
    id: '16.17',
    source: 'types, feishu, choice',
    text: 'showActionSheet takes 1 to 6 items and gives tapIndex: without an answer the first one. What an answer throws, such as `cancel`, fails the call; an item that is not there too.',
  },
  {
    id: '16.18',
    source: 'types, feishu',
    text: 'setNavigationBarTitle, setNavigationBarColor, showNavigationBarLoading, hideNavigationBarLoading, hideHomeButton, pageScrollTo (duration 200), startPullDownRefresh, stopPullDownRefresh, previewImage (current: the first), vibrateShort, vibrateLong and makePhoneCall are told as host events, with their defaults.',
  },
  {
    id: '16.19',
    source: 'types, choice',
    text: 'frontColor is `#ffffff` or `#000000`, backgroundColor a colour in hex; others fail.',
  },
  {
    id: '16.20',
    source: 'choice',
    text: 'Calls about the user, the clipboard and the phone are not told as host events: they show nothing.',
  },
  {
    id: '16.21',
    source: 'page, feishu',
    text: 'getImageInfo gives width and height as they are stored, path and type, and orientation by the eight names of the page; all read from the file.',
  },
  {
    id: '16.22',
    source: 'choice',
    text: 'getImageInfo fails for what is no picture, is not there, or lies outside the sandbox.',
  },
  {
    id: '16.23',
    source: 'page',
    text: 'compressImage makes a JPEG smaller by quality (0 to 100, 80 by default) and gives its path in temp.',
  },
  {
    id: '16.24',
    source: 'page, feishu, choice',
    text: 'Only JPEG is made smaller: another picture, and one that would not get smaller, is given as it is. The original never changes.',
  },
  {
    id: '16.25',
    source: 'page',
    text: 'A list of pictures gives a list, with "" for what failed; where all failed the call fails with 112104 `batch compress images fail`.',
  },
  {
    id: '16.26',
    source: 'page',
    text: 'compressImage fails with 112199: `params src is required`, `params src type is not string type`, and `src is invalid` for what is not there, is no picture, or lies on the network.',
  },
  {
    id: '16.27',
    source: 'choice',
    text: 'Where sharp is not installed compressImage warns, and gives the picture as it is.',
  },
  {
    id: '16.28',
    source: 'feishu, choice',
    text: "filePicker gives list, each file's path in temp, name and size in bytes, from the host's album, of any kind; cancelling fails with `filePicker:fail cancel`.",
  },
  {
    id: '16.29',
    source: 'feishu',
    text: 'filePicker: maxNum (any number by default), supportFileTypes (extensions); isSystem takes one file, of any type.',
  },
  {
    id: '16.30',
    source: 'choice',
    text: 'Whatever the options are, each of these calls ends with success or fail once, then complete with the same, and throws nothing.',
  },
  {
    id: '16.31',
    source: 'choice',
    text: 'After the host is closed, and where it closes meanwhile, each fails with `host is closed`.',
  },
  {
    id: '16.32',
    source: 'choice',
    text: 'host.answer takes the name of a call that can be answered, and a function or undefined; else it throws a TypeError that says so.',
  },
  {
    id: '16.33',
    source: 'page, choice',
    text: 'getImageInfo downloads the picture of a URL first, by the rules of tt.downloadFile and its domain list, and gives the path of the temporary file. What fails there, another status than 2xx, and what is no picture fail the call, and leave no file.',
  },
  {
    id: '16.34',
    source: 'types, choice',
    text: 'getMenuButtonBoundingClientRect and getMenuButtonLayout tell at once where the capsule at the upper right is: in the navigation bar, within the screen.',
  },
]
