/**
 * What a phone tells of itself (spec 16): it follows from the device, and so from its user-agent.
 */
import type { Device, PhoneScreen } from './identity.js'

/** What tt.getSystemInfo tells. Sizes are logical pixels. */
export interface SystemInfo {
  /** The system and its version, such as `iOS 17.5`. */
  system: string
  platform: Device['platform']
  brand: string
  model: string
  /** Of the app. */
  version: string
  /** The app, such as `Douyin`. */
  appName: string
  /** Of the base library. */
  SDKVersion: string
  screenWidth: number
  screenHeight: number
  /** The screen without the bars above the page. */
  windowWidth: number
  windowHeight: number
  pixelRatio: number
  statusBarHeight: number
  /** What neither corners nor the status bar cover, upright. */
  safeArea: SafeArea
}

/** A part of the screen, in logical pixels from its upper left corner. */
export interface SafeArea {
  left: number
  right: number
  top: number
  bottom: number
  width: number
  height: number
}

/** Usual phones: an iPhone 14 and a Pixel 8. */
const screens: Readonly<Record<Device['platform'], PhoneScreen>> = {
  ios: {
    width: 390,
    height: 844,
    pixelRatio: 3,
    statusBar: 47,
    navigationBar: 44,
    homeBar: 34,
  },
  android: {
    width: 412,
    height: 915,
    pixelRatio: 2.625,
    statusBar: 40,
    navigationBar: 44,
    homeBar: 0,
  },
}

/** What this device tells; a new object each time. */
export function systemInfo(device: Device): SystemInfo {
  const { width, height, pixelRatio, statusBar, navigationBar, homeBar } =
    device.screen ?? screens[device.platform]
  const model = device.platform === 'ios' ? apple(device) : android(device)
  return {
    system: model.system,
    brand: device.brand ?? model.brand,
    model: device.model ?? model.model,
    platform: device.platform,
    version: device.hostVersion,
    appName: device.hostName,
    SDKVersion: device.baseLibVersion,
    screenWidth: width,
    screenHeight: height,
    windowWidth: width,
    windowHeight: height - statusBar - navigationBar,
    pixelRatio,
    statusBarHeight: statusBar,
    safeArea: {
      left: 0,
      right: width,
      top: statusBar,
      bottom: height - homeBar,
      width,
      height: height - homeBar - statusBar,
    },
  }
}

/** Of the capsule ("…" and the close button) at the upper right, and how far it is from the edge. */
const capsule = { width: 87, height: 32, margin: 7 }

/** Where that capsule is on this device; a new object each time. */
export function menuButton(device: Device): SafeArea {
  const screen = device.screen ?? screens[device.platform]
  const { width, height } = capsule
  const top = screen.statusBar + (screen.navigationBar - height) / 2
  const right = screen.width - capsule.margin
  return { left: right - width, right, top, bottom: top + height, width, height }
}

type Model = Pick<SystemInfo, 'system' | 'brand' | 'model'>

function apple({ systemUserAgent }: Device): Model {
  const [, version] = /\bOS (\d+(?:_\d+)*) like Mac OS X/.exec(systemUserAgent) ?? []
  return {
    system: named('iOS', version?.replaceAll('_', '.')),
    brand: 'Apple',
    // Which iPhone it is, its user-agent never says: the one whose screen it has.
    model: systemUserAgent.includes('iPad') ? 'iPad' : 'iPhone 14',
  }
}

function android({ systemUserAgent }: Device): Model {
  const [, version] = /\bAndroid (\d+(?:\.\d+)*)/.exec(systemUserAgent) ?? []
  const [, model = 'Android'] = /; ([^;()]+) Build\//.exec(systemUserAgent) ?? []
  return {
    system: named('Android', version),
    brand: model.startsWith('Pixel') ? 'google' : (model.split(' ', 1)[0] ?? model),
    model,
  }
}

function named(system: string, version: string | undefined): string {
  return version === undefined ? system : `${system} ${version}`
}
