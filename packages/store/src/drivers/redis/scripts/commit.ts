import { head } from './head.ts'
import { Script } from './script.ts'
import { write } from './write.ts'

/**
 * ARGV: commits and bytes to keep; nonce, number, first number without an answer; id; revision and tag of the reads;
 * counts of key guards, prefix guards, writes; then key guards (key, revision), prefixes, writes (key, text, `-` to
 * delete or `+` with the lease, if any).
 *
 * Returns what became of the commit with this number: `ok REVISION TAG`, `conflict`, `lease`; `session` when the server
 * does not know the driver's session, `past` when the driver has long had the answer.
 */
export const commitScript = new Script(
  head,
  write,
  String.raw`
local nonce, number, low, id, since, expected = unpack(ARGV, 3, 8)
local guards, prefixes, writes = tonumber(ARGV[9]), tonumber(ARGV[10]), tonumber(ARGV[11])
local position = 12

local session = redis.call('HMGET', SESSION, 'nonce', 'low', number)
if session[1] ~= nonce then return 'session' end
if session[3] then return session[3] end
if tonumber(number) < tonumber(session[2]) then return 'past' end
-- Copies may overtake each other.
if tonumber(low) < tonumber(session[2]) then low = session[2] end

-- The first copy of a commit that arrives decides, whatever comes later. What the driver has had answers to, or has
-- given up, is forgotten, sixteen at a time.
local function decide(outcome)
  redis.call('HSET', SESSION, number, outcome, 'low', low)
  local first, last = tonumber(session[2]), tonumber(low)
  first = first - first % 16
  if last - first < 16 then return outcome end
  local done = {}
  for n = first, last - 1 do done[#done + 1] = text(n) end
  each('HDEL', SESSION, done)
  return outcome
end

local now = sweep()

since = tonumber(since)
if since > 0 and guards + prefixes > 0 then
  -- Revisions of a history that the server has lost say nothing about this one.
  if since > revision then return decide('conflict') end
  local found = expected ~= '' and tag_of(since)
  if found and found ~= expected then return decide('conflict') end
end

while guards > 0 do
  local count = math.min(guards, 4000)
  local keys = {}
  for i = 1, count do keys[i] = ARGV[position + 2 * i - 2] end
  for i, value in ipairs(redis.call('HMGET', DATA, unpack(keys))) do
    local read = ARGV[position + 2 * i - 1]
    if value and string.sub(value, 1, #read + 1) ~= read .. ' ' then return decide('conflict') end
    if not value and read ~= '0' then return decide('conflict') end
  end
  position = position + 2 * count
  guards = guards - count
end

if prefixes > 0 then
  local changed = changed_since(since, '')
  if not changed then return decide('conflict') end
  for _, key in ipairs(changed) do
    for i = position, position + prefixes - 1 do
      if string.sub(key, 1, #ARGV[i]) == ARGV[i] then return decide('conflict') end
    end
  end
  position = position + prefixes
end

local changes, alive = {}, {}
local leased, held = {}, {}
for i = position, position + 3 * writes - 3, 3 do
  local key, value, kind = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  changes[#changes + 1] = key
  changes[#changes + 1] = kind == '-' and cjson.null or value
  if #kind > 1 then
    local lease = string.sub(kind, 2)
    if alive[lease] == nil then alive[lease] = is_alive(lease, now) end
    if not alive[lease] then return decide('lease') end
    leased[#leased + 1] = key
    leased[#leased + 1] = lease
    held[#held + 1] = '0'
    held[#held + 1] = lease .. ' ' .. key
  end
end
if now then
  redis.call('HLEN', LEASED)
  redis.call('ZCARD', HELD)
end
apply(id, changes, now)
each('HSET', LEASED, leased)
each('ZADD', HELD, held)
return decide('ok ' .. text(revision) .. ' ' .. tag)
`,
)
