/** What scripts that write have in common; ARGV begins with how many commits and bytes the log keeps. */
export const write = String.raw`
local keep_commits, keep_bytes = tonumber(ARGV[1]), tonumber(ARGV[2])

-- A script is not undone when it fails in the middle. So whatever can fail is tried before the first write: a key that
-- somebody has replaced by one of another type makes these fail.
redis.call('HLEN', DATA)
redis.call('ZCARD', NAMES)
redis.call('ZCARD', CHANGED)
redis.call('LLEN', PAST)

-- Drops the oldest commits from the log: a few more than needed, so that not every commit has to; at most 128, so that
-- a lowered retention does not stop the server.
local function trim(kept)
  local slack = math.floor(keep_bytes / 64)
  local dropped = 0
  for _, item in ipairs(redis.call('LRANGE', PAST, 0, 127)) do
    -- The newest commit stays: whoever just committed can read it back.
    if kept <= 1 or (kept <= keep_commits and bytes <= keep_bytes - slack) then break end
    kept, dropped = kept - 1, dropped + 1
    bytes = bytes - tonumber(string.match(item, '%d+$'))
  end
  redis.call('LTRIM', PAST, dropped, -1)
  redis.call('ZREMRANGEBYSCORE', CHANGED, '-inf', text(revision - kept))
  redis.call('XTRIM', LOG, 'MAXLEN', kept)
end

-- Appends a commit to the log. The tag stands for the whole history up to it: equal tags, equal histories.
local function append(id, changes)
  local before = tag == '' and '-' or tag
  revision = revision + 1
  tag = string.sub(redis.sha1hex(tag .. id), 1, 16)
  local record = cjson.encode(changes)
  bytes = bytes + #record
  -- First of all writes: it fails when the stream is ahead of the revision, because somebody else has written to it.
  redis.call('XADD', LOG, text(revision) .. '-0', 't', before .. ' ' .. tag, 'c', record)
  local kept = redis.call('RPUSH', PAST, tag .. ' ' .. #record)
  if kept > keep_commits + math.min(127, math.floor(keep_commits / 64)) or bytes > keep_bytes then trim(kept) end
  redis.call('HSET', META, 'revision', text(revision), 'tag', tag, 'bytes', text(bytes))
end

-- Frees keys from the leases they depended on.
local function release(keys)
  local holders = {}
  for first = 1, #keys, 4000 do
    local last = math.min(first + 3999, #keys)
    for i, lease in ipairs(redis.call('HMGET', LEASED, unpack(keys, first, last))) do
      if lease then holders[#holders + 1] = lease .. ' ' .. keys[first + i - 1] end
    end
  end
  if #holders == 0 then return end
  each('ZREM', HELD, holders)
  each('HDEL', LEASED, keys)
end

-- Writes a commit: keys and texts (cjson.null to delete) in turn. "leased": can any key depend on a lease?
local function apply(id, changes, leased)
  append(id, changes)
  local score = text(revision)
  local set, members, gone, moved, keys = {}, {}, {}, {}, {}
  for i = 1, #changes, 2 do
    local key, value = changes[i], changes[i + 1]
    keys[#keys + 1] = key
    moved[#moved + 1] = score
    moved[#moved + 1] = key
    if value == cjson.null then
      gone[#gone + 1] = key
    else
      set[#set + 1] = key
      set[#set + 1] = score .. ' ' .. value
      members[#members + 1] = '0'
      members[#members + 1] = key
    end
  end
  each('ZADD', CHANGED, moved)
  -- Known keys stand in the sorted set already.
  if each('HSET', DATA, set) > 0 then each('ZADD', NAMES, members) end
  if each('HDEL', DATA, gone) > 0 then each('ZREM', NAMES, gone) end
  if leased then release(keys) end
end

local function milliseconds()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- Ends a lease: its keys vanish in one commit.
local function finish(lease, cause)
  local changes = {}
  for _, member in ipairs(redis.call('ZRANGEBYLEX', HELD, '[' .. lease .. ' ', '(' .. lease .. '!')) do
    changes[#changes + 1] = string.sub(member, #lease + 2)
    changes[#changes + 1] = cjson.null
  end
  if #changes > 0 then apply(cause .. lease, changes, true) end
  redis.call('ZREM', LEASES, lease)
end

-- Ends the leases whose time is over. Returns the time when there are leases, nil when there are none.
local function sweep()
  local first = redis.call('ZRANGE', LEASES, 0, 0, 'WITHSCORES')
  if not first[1] then return nil end
  local now = milliseconds()
  if tonumber(first[2]) <= now then
    redis.call('HLEN', LEASED)
    redis.call('ZCARD', HELD)
    for _, lease in ipairs(redis.call('ZRANGEBYSCORE', LEASES, '-inf', text(now), 'LIMIT', 0, 100)) do
      finish(lease, text(now))
    end
  end
  return now
end

-- Only so many leases are ended at a time, so one may be over and still there.
local function is_alive(lease, now)
  local deadline = now and redis.call('ZSCORE', LEASES, lease)
  return deadline and tonumber(deadline) > now or false
end
`
