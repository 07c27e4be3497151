import { head } from './head.ts'
import { Script } from './script.ts'
import { write } from './write.ts'

/**
 * Begins the session of a driver. ARGV: format, time in ms after which a silent session is forgotten, first number.
 *
 * The nonce is the server's: a late copy of this request begins another session, and late copies of commits of the
 * first one do not fit it. Returns the nonce, revision and tag.
 */
export const beginScript = new Script(
  head,
  String.raw`
local format = redis.call('HGET', META, 'format')
if not format then
  for _, key in ipairs({ DATA, NAMES, LOG, PAST }) do
    if redis.call('EXISTS', key) == 1 then
      return redis.error_reply('VLCPDAMAGED ' .. META .. ' is missing, ' .. key .. ' is there')
    end
  end
  redis.call('HSET', META, 'format', ARGV[1])
elseif format ~= ARGV[1] then
  return redis.error_reply('VLCPFORMAT ' .. META .. ' says format ' .. format .. ', this version reads ' .. ARGV[1])
end
local time = redis.call('TIME')
-- The counter may go back with a restored dump, the time with a clock: hardly both.
local nonce = redis.call('HINCRBY', META, 'sessions', 1) .. '-' .. time[1] .. time[2]
redis.call('DEL', SESSION)
redis.call('HSET', SESSION, 'nonce', nonce, 'low', ARGV[3])
redis.call('PEXPIRE', SESSION, ARGV[2])
return { nonce, text(revision), tag }
`,
)

/**
 * What a driver does from time to time: ends the leases whose time is over and keeps its session. ARGV: commits and
 * bytes to keep, time in ms after which a silent session is forgotten.
 */
export const tickScript = new Script(
  head,
  write,
  String.raw`
local leased = sweep()
redis.call('PEXPIRE', SESSION, ARGV[3])
return leased and 1 or 0
`,
)

/** Where the store stands: revision, tag, the oldest revision in the log. */
export const headScript = new Script(
  head,
  String.raw`
return { text(revision), tag, text(revision - redis.call('LLEN', PAST) + 1) }
`,
)
