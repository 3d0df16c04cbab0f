declare module 'proxy-from-env' {
  /** The proxy that the environment names for a URL; '' where it goes straight. */
  export function getProxyForUrl(url: string): string
}
