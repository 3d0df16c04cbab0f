/**
 * Who is calling: the referer and user-agent that no mini-program can set (spec 4).
 */

/** The device, and the app on it, that a host plays. */
export interface Device {
  /** The system, which decides the shape of the user-agent. */
  platform: 'ios' | 'android'
  /** The system's own user-agent, the first part of the header. */
  systemUserAgent: string
  /** The app that runs the mini-program, such as `Douyin`. */
  hostName: string
  /** That app's version. */
  hostVersion: string
  /** The base library's version. */
  baseLibVersion: string
  /** The version of the plugin that runs mini-programs in the app. */
  pluginVersion: string
  /** What the phone calls itself; by default what its user-agent says, or the usual one. */
  brand?: string
  model?: string
  /** Its screen; by default that of a usual phone of the platform. */
  screen?: PhoneScreen
}

/** A screen. Sizes are logical pixels. */
export interface PhoneScreen {
  readonly width: number
  readonly height: number
  /** Pixels to a logical one. */
  readonly pixelRatio: number
  /** What the bars above the page take. */
  readonly statusBar: number
  readonly navigationBar: number
  /** Below, where one wipes to go home. */
  readonly homeBar: number
}

/** What a host plays where it is told no more than the platform. */
export const defaultDevices: Readonly<Record<Device['platform'], Device>> = {
  ios: {
    platform: 'ios',
    systemUserAgent:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148',
    hostName: 'Douyin',
    hostVersion: '30.5.0',
    baseLibVersion: '3.40.0',
    pluginVersion: '30.5.0.16',
  },
  android: {
    platform: 'android',
    systemUserAgent:
      'Mozilla/5.0 (Linux; Android 14; Pixel 8 Build/AP2A.240805.005; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0.6478.122 Mobile Safari/537.36',
    hostName: 'Douyin',
    hostVersion: '30.5.0',
    baseLibVersion: '3.40.0',
    pluginVersion: '30507',
  },
}

/** The user-agent of spec 4. */
export function userAgent(device: Device): string {
  const plugin = device.platform === 'ios' ? 'webview' : 'PluginVersion'
  return `${device.systemUserAgent} ${device.hostName}/${device.hostVersion} ToutiaoMicroApp/${device.baseLibVersion} ${plugin}/${device.pluginVersion}`
}

/** The referer of spec 4. */
export function referer(appId: string, version: string): string {
  return `https://tmaservice.developer.toutiao.com/?appid=${appId}&version=${version}`
}
