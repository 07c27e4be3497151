import { describe, expect, it } from 'vitest'
import { apiUrl } from './api-url.ts'

describe('apiUrl', () => {
  it.each<[string | undefined, string | undefined, string]>([
    [undefined, undefined, 'http://127.0.0.1:8081'],
    [undefined, 'http://vlcp:1/', 'http://vlcp:1'],
    ['https://vlcp/api/', 'http://other', 'https://vlcp/api'],
    ['tcp:127.0.0.1:9000', undefined, 'http://127.0.0.1:9000'],
    ['tcp:[::1]:9000', undefined, 'http://[::1]:9000'],
  ])('flag %s and VLCP_API %s give %s', (flag, variable, url) => {
    expect(apiUrl(flag, { VLCP_API: variable })).toBe(url)
  })

  it.each(['', 'nonsense', 'ftp://host', 'localhost:8081'])('refuses %j', (flag) => {
    expect(() => apiUrl(flag, {})).toThrow(/the address of the API/)
  })
})
