import { head } from './head.ts'
import { Script } from './script.ts'

/**
 * ARGV: revision and tag of the earlier read (or empty), `1` if the values of what changed since are wanted too, values
 * and bytes after which the page ends, count of keys; then keys, then prefixes with the key after which to go on.
 *
 * Returns revision, tag, the changed keys (null when unknown), their values (null when there are too many), the values
 * of the first keys, and per prefix, as far as the page goes: is that all, then keys and values in turn.
 */
export const readScript = new Script(
  head,
  String.raw`
local since, expected, correct = ARGV[1], ARGV[2], ARGV[3] == '1'
local most_values, most_bytes, keys = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local count, size, step = 0, 0, 16

-- Values in small steps at first: one may be large.
local function fetch(names, first, last, into, with_names)
  for i, value in ipairs(redis.call('HMGET', DATA, unpack(names, first, last))) do
    if with_names then into[#into + 1] = names[first + i - 1] end
    into[#into + 1] = value
    count = count + 1
    size = size + (value and #value or 0)
  end
  if size * 2 < most_bytes then step = math.min(step * 2, 256) end
end

local function full() return count >= most_values or size >= most_bytes end

local changed, corrections = {}, false
if since ~= '' then changed = changed_since(tonumber(since), expected) or false end
if correct and changed and #changed <= most_values then
  corrections = {}
  for first = 1, #changed, 256 do
    fetch(changed, first, math.min(first + 255, #changed), corrections)
    if size >= most_bytes then corrections = false break end
  end
end
count, size = 0, 0

local values = {}
local position = 7
while position < 7 + keys and not full() do
  local last = math.min(position + step - 1, 6 + keys)
  fetch(ARGV, position, last, values)
  position = last + 1
end

local pages = {}
for i = 7 + keys, #ARGV, 2 do
  if full() then break end
  local prefix, after = ARGV[i], ARGV[i + 1]
  -- No byte of UTF-8 text is 255.
  local from, to = '[' .. prefix, '(' .. prefix .. '\255'
  if after ~= '' then from = '(' .. after end
  local page = { 0 }
  repeat
    local asked = step
    local names = redis.call('ZRANGEBYLEX', NAMES, from, to, 'LIMIT', 0, asked)
    if #names > 0 then
      fetch(names, 1, #names, page, true)
      from = '(' .. names[#names]
    end
    if #names < asked then page[1] = 1 end
  until page[1] == 1 or full()
  pages[#pages + 1] = page
end
return { text(revision), tag, changed, corrections, values, pages }
`,
)
