/**
 * The phones that can be played.
 */
import type { Device, PhoneScreen } from '../../rules/identity.js'
import type { PhoneModel } from '../protocol/frame.js'

/** A phone: what its screen is, and what it tells of itself. */
export interface Phone {
  readonly model: PhoneModel
  readonly device: Partial<Device>
}

const iosAgent = (device: string) =>
  `Mozilla/5.0 (${device} OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148`
const androidAgent = (model: string, build: string) =>
  `Mozilla/5.0 (Linux; Android 14; ${model} Build/${build}; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0.6478.122 Mobile Safari/537.36`

function apple(
  name: string,
  device: string,
  [width, height, pixelRatio]: Size,
  [statusBar, navigationBar, homeBar]: Bars,
): Phone {
  const screen = { width, height, pixelRatio, statusBar, navigationBar, homeBar }
  return phone(name, 'ios', screen, {
    systemUserAgent: iosAgent(device),
    brand: 'Apple',
    model: name,
  })
}

function android(
  name: string,
  { brand, model, build }: { brand: string; model: string; build: string },
  [width, height, pixelRatio]: Size,
  statusBar: number,
): Phone {
  const screen = { width, height, pixelRatio, statusBar, navigationBar: 44, homeBar: 0 }
  return phone(name, 'android', screen, {
    systemUserAgent: androidAgent(model, build),
    brand,
    model,
  })
}

type Size = readonly [width: number, height: number, pixelRatio: number]
type Bars = readonly [statusBar: number, navigationBar: number, homeBar: number]

function phone(
  name: string,
  platform: Device['platform'],
  screen: PhoneScreen,
  device: Partial<Device>,
): Phone {
  return {
    model: { name, platform, ...screen },
    device: { platform, ...device, screen },
  }
}

const iPhone = 'iPhone; CPU iPhone'

/** All of them; the first of a platform is the usual one. */
export const phones: readonly Phone[] = [
  apple('iPhone 15', iPhone, [393, 852, 3], [59, 44, 34]),
  apple('iPhone 15 Pro Max', iPhone, [430, 932, 3], [59, 44, 34]),
  apple('iPhone 13 mini', iPhone, [375, 812, 3], [50, 44, 34]),
  apple('iPhone SE', iPhone, [375, 667, 2], [20, 44, 0]),
  android(
    'Pixel 8',
    { brand: 'google', model: 'Pixel 8', build: 'AP2A.240805.005' },
    [412, 915, 2.625],
    40,
  ),
  android(
    'Galaxy S23',
    { brand: 'samsung', model: 'SM-S9110', build: 'UP1A.231005.007' },
    [360, 780, 3],
    33,
  ),
  android(
    'Redmi Note 12',
    { brand: 'Redmi', model: '22101317C', build: 'UP1A.231005.007' },
    [393, 873, 2.75],
    34,
  ),
  apple('iPad mini', 'iPad; CPU', [744, 1133, 2], [24, 50, 20]),
]

/** The phone of a name, however its letters are cased. @throws {TypeError} naming those that there are */
export function findPhone(name: string): Phone {
  const found = phones.find(({ model }) => model.name.toLowerCase() === name.toLowerCase())
  if (found !== undefined) return found
  const names = phones.map(({ model }) => model.name).join(', ')
  throw new TypeError(`there is no phone ${JSON.stringify(name)}; there are ${names}`)
}

/** The usual phone of a platform. */
export function usualPhone(platform: Device['platform'] = 'ios'): Phone {
  return phones.find(({ model }) => model.platform === platform) ?? phones[0]!
}
