import { head } from './head.ts'
import { Script } from './script.ts'
import { write } from './write.ts'

/** ARGV: commits and bytes to keep, lease, its time in ms. Asked twice it begins once, and then only lasts longer. */
export const grantScript = new Script(
  head,
  write,
  String.raw`
sweep()
redis.call('ZADD', LEASES, text(milliseconds() + tonumber(ARGV[4])), ARGV[3])
return 1
`,
)

/** ARGV as above. Returns 1, or 0 when the lease has ended. */
export const renewScript = new Script(
  head,
  write,
  String.raw`
local now = sweep()
if not is_alive(ARGV[3], now) then return 0 end
redis.call('ZADD', LEASES, text(now + tonumber(ARGV[4])), ARGV[3])
return 1
`,
)

/** ARGV: commits and bytes to keep, lease. */
export const revokeScript = new Script(
  head,
  write,
  String.raw`
local now = sweep()
if now and redis.call('ZSCORE', LEASES, ARGV[3]) then
  redis.call('HLEN', LEASED)
  redis.call('ZCARD', HELD)
  finish(ARGV[3], text(now))
end
return 1
`,
)
