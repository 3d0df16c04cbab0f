import { expect, test } from 'vitest'
import { ask } from '../helpers/ask.js'
import { startHost } from '../helpers/host.js'
import { stage } from '../helpers/stage.js'

const part = /^(.*) (\S+)\/(\S+) ToutiaoMicroApp\/(\S+) (?:webview|PluginVersion)\/\S+$/

test('[16.12] getSystemInfo tells what the user-agent of a request says', async () => {
  for (const device of [
    undefined,
    { platform: 'android' },
    { platform: 'ios', hostName: 'Toutiao', hostVersion: '9.9', baseLibVersion: '3.1.0' },
  ] as const) {
    const { server, host, url, filePath } = await stage({}, { ...(device && { device }) })
    await new Promise((complete) => host.tt.uploadFile({ url, filePath, name: 'f', complete }))
    const request = server.received[0]
    const [, system = '', appName, version, SDKVersion] =
      part.exec(request?.headers['user-agent'] ?? '') ?? []
    const { errMsg, ...info } = await ask(host, 'getSystemInfo')
    expect(errMsg).toBe('getSystemInfo:ok')
    expect(info).toEqual(host.tt.getSystemInfoSync())
    const platform = device?.platform ?? 'ios'
    expect(info).toMatchObject({ platform, appName, version, SDKVersion })
    const [name, number] = info.system.split(' ')
    expect(name).toBe({ ios: 'iOS', android: 'Android' }[platform])
    expect(system.replaceAll('_', '.')).toContain(`${platform === 'ios' ? 'OS' : name} ${number}`)
    expect(info.brand).toBe({ ios: 'Apple', android: 'google' }[platform])
    if (platform === 'android') expect(system).toContain(`${info.model} Build/`)
  }
})

test('[16.12] system and model follow another user-agent, and it may say neither', () => {
  const of = (platform: 'ios' | 'android', systemUserAgent: string) => {
    const { system, brand, model } = startHost({
      device: { platform, systemUserAgent },
    }).tt.getSystemInfoSync()
    return { system, brand, model }
  }
  expect(of('ios', 'Mozilla/5.0 (iPad; CPU OS 16_7_2 like Mac OS X) AppleWebKit/605')).toEqual({
    system: 'iOS 16.7.2',
    brand: 'Apple',
    model: 'iPad',
  })
  expect(of('android', 'Mozilla/5.0 (Linux; U; Android 8.1.0; zh-cn; MI 8 Build/OPM1)')).toEqual({
    system: 'Android 8.1.0',
    brand: 'MI',
    model: 'MI 8',
  })
  expect(of('android', 'curl')).toEqual({ system: 'Android', brand: 'Android', model: 'Android' })
  expect(of('ios', 'curl')).toEqual({ system: 'iOS', brand: 'Apple', model: 'iPhone 14' })
})

test('[16.13] the window lies within the screen, and the safe area too', () => {
  for (const platform of ['ios', 'android'] as const) {
    const info = startHost({ device: { platform } }).tt.getSystemInfoSync()
    const { screenWidth, screenHeight, windowWidth, windowHeight, safeArea } = info
    expect(windowWidth).toBe(screenWidth)
    expect(windowHeight).toBeGreaterThan(screenHeight * 0.8)
    expect(windowHeight).toBeLessThan(screenHeight - info.statusBarHeight)
    expect(safeArea.right - safeArea.left).toBe(safeArea.width)
    expect(safeArea.bottom - safeArea.top).toBe(safeArea.height)
    expect(safeArea.top).toBe(info.statusBarHeight)
    expect(safeArea.bottom).toBeLessThanOrEqual(screenHeight)
    // Whole pixels of a real screen.
    expect(Math.round(screenWidth * info.pixelRatio)).toBeGreaterThan(1000)
    const changed = startHost({ device: { platform } }).tt
    changed.getSystemInfoSync().safeArea.top = -1
    expect(changed.getSystemInfoSync()).toEqual(info)
  }
})

test('[16.34] the capsule lies in the navigation bar, at the right', () => {
  for (const platform of ['ios', 'android'] as const) {
    const { tt } = startHost({ device: { platform } })
    const { left, right, top, bottom, width, height } = tt.getMenuButtonBoundingClientRect()
    const { screenWidth, screenHeight, windowHeight, statusBarHeight } = tt.getSystemInfoSync()
    expect([right - left, bottom - top]).toEqual([width, height])
    expect(left).toBeGreaterThan(screenWidth / 2)
    expect(right).toBeLessThan(screenWidth)
    expect(top).toBeGreaterThan(statusBarHeight)
    expect(bottom).toBeLessThan(screenHeight - windowHeight)
    expect(tt.getMenuButtonLayout()).toEqual({ left, right, top, bottom, width, height })
  }
})
