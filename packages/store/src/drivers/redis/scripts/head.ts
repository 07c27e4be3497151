/** Begins every script: names for the keys, and where the store stands. */
export const head = String.raw`
local META, DATA, NAMES, CHANGED, PAST, LOG, LEASES, LEASED, HELD, SESSION = unpack(KEYS)

local meta = redis.call('HMGET', META, 'revision', 'tag', 'bytes')
local revision, tag, bytes = tonumber(meta[1] or '0'), meta[2] or '', tonumber(meta[3] or '0')
if not revision or not bytes then return redis.error_reply('VLCPDAMAGED ' .. META .. ' holds no revision') end

-- Lua writes large numbers as 1e+15.
local function text(number) return string.format('%.0f', number) end

-- Lua puts at most some 8000 values on its stack.
local function each(command, key, items)
  local sum = 0
  for first = 1, #items, 4000 do
    sum = sum + redis.call(command, key, unpack(items, first, math.min(first + 3999, #items)))
  end
  return sum
end

-- The tag of an earlier revision; nil when it is not in the log.
local function tag_of(earlier)
  if earlier == revision then return tag end
  local item = redis.call('LINDEX', PAST, earlier - revision - 1)
  return item and string.match(item, '^%S+')
end

-- The keys changed after an earlier revision; nil when they are no longer known, or when the revision belongs to a
-- history that was lost. More than 20000 would stop the server for too long.
local function changed_since(earlier, expected)
  if earlier == revision and (expected == '' or expected == tag) then return {} end
  if earlier >= revision or earlier < revision - redis.call('LLEN', PAST) then return nil end
  if expected ~= '' and tag_of(earlier) ~= expected then return nil end
  local after = '(' .. text(earlier)
  if redis.call('ZCOUNT', CHANGED, after, '+inf') > 20000 then return nil end
  return redis.call('ZRANGEBYSCORE', CHANGED, after, '+inf')
end
`
