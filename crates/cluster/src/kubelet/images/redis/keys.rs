//! The keys of redis and the commands about them.

use sorted::SortedMap;

/// Keys with what they hold: a string as it is, anything else behind a mark of its kind. Behind [`UNTIL`] stands with
/// each key that ends by itself when that is, in milliseconds.
pub(super) type Data = SortedMap<String, String>;

/// Before the names of entries that are no keys.
pub(super) const UNTIL: char = '\u{1}';
/// What stands between the items.
const BETWEEN: char = '\u{1f}';
/// Kinds of values: what they are called, what they begin with, the command that makes one.
const KINDS: &[(&str, char, &str)] =
    &[("list", LIST, "RPUSH"), ("hash", HASH, "HSET"), ("set", SET, "SADD"), ("zset", ZSET, "ZADD")];
const LIST: char = '\u{2}';
const HASH: char = '\u{3}';
const SET: char = '\u{4}';
const ZSET: char = '\u{5}';

const OK: &str = "+OK\r\n";
const WRONG_TYPE: &str = "-WRONGTYPE Operation against a key holding the wrong kind of value\r\n";
const NO_INTEGER: &str = "-ERR value is not an integer or out of range\r\n";
const NO_FLOAT: &str = "-ERR value is not a valid float\r\n";
const SYNTAX: &str = "-ERR syntax error\r\n";

/// Commands, with the least and the most words that follow, and whether they write.
const COMMANDS: &[(&str, usize, usize, bool)] = &[
    ("APPEND", 2, 2, true),
    ("COMMAND", 0, MANY, false),
    ("DBSIZE", 0, 0, false),
    ("DECR", 1, 1, true),
    ("DECRBY", 2, 2, true),
    ("DEL", 1, MANY, true),
    ("ECHO", 1, 1, false),
    ("EXISTS", 1, MANY, false),
    ("EXPIRE", 2, 2, true),
    ("FLUSHALL", 0, 1, true),
    ("FLUSHDB", 0, 1, true),
    ("GET", 1, 1, false),
    ("GETDEL", 1, 1, true),
    ("GETSET", 2, 2, true),
    ("HDEL", 2, MANY, true),
    ("HEXISTS", 2, 2, false),
    ("HGET", 2, 2, false),
    ("HGETALL", 1, 1, false),
    ("HINCRBY", 3, 3, true),
    ("HKEYS", 1, 1, false),
    ("HLEN", 1, 1, false),
    ("HMGET", 2, MANY, false),
    ("HMSET", 3, MANY, true),
    ("HSET", 3, MANY, true),
    ("HVALS", 1, 1, false),
    ("INCR", 1, 1, true),
    ("INCRBY", 2, 2, true),
    ("KEYS", 1, 1, false),
    ("LINDEX", 2, 2, false),
    ("LLEN", 1, 1, false),
    ("LPOP", 1, 1, true),
    ("LPUSH", 2, MANY, true),
    ("LRANGE", 3, 3, false),
    ("MGET", 1, MANY, false),
    ("MSET", 2, MANY, true),
    ("PERSIST", 1, 1, true),
    ("PEXPIREAT", 2, 2, true),
    ("PING", 0, 1, false),
    ("PTTL", 1, 1, false),
    ("PUBLISH", 2, 2, false),
    ("QUIT", 0, MANY, false),
    ("RENAME", 2, 2, true),
    ("ROLE", 0, 0, false),
    ("RPOP", 1, 1, true),
    ("RPUSH", 2, MANY, true),
    ("SADD", 2, MANY, true),
    ("SCARD", 1, 1, false),
    ("SELECT", 1, 1, false),
    ("SET", 2, MANY, true),
    ("SETEX", 3, 3, true),
    ("SETNX", 2, 2, true),
    ("SISMEMBER", 2, 2, false),
    ("SMEMBERS", 1, 1, false),
    ("SREM", 2, MANY, true),
    ("STRLEN", 1, 1, false),
    ("TIME", 0, 0, false),
    ("TTL", 1, 1, false),
    ("TYPE", 1, 1, false),
    ("UNLINK", 1, MANY, true),
    ("ZADD", 3, MANY, true),
    ("ZCARD", 1, 1, false),
    ("ZRANGE", 3, 4, false),
    ("ZRANK", 2, 2, false),
    ("ZREM", 2, MANY, true),
    ("ZREVRANGE", 3, 4, false),
    ("ZSCORE", 2, 2, false),
];
const MANY: usize = usize::MAX;

/// Commands that redis has and that are not simulated.
const STUBS: &str = "\
ACL ASKING BGREWRITEAOF BITCOUNT BITFIELD BITFIELD_RO BITOP BITPOS BLMOVE BLMPOP BLPOP BRPOP BRPOPLPUSH BZMPOP BZPOPMAX
BZPOPMIN CLIENT CLUSTER COPY DEBUG DISCARD DUMP EVAL EVALSHA EVALSHA_RO EVAL_RO EXEC EXPIREAT EXPIRETIME FAILOVER FCALL FCALL_RO
FUNCTION GEOADD GEODIST GEOHASH GEOPOS GEORADIUS GEORADIUSBYMEMBER GEOSEARCH GEOSEARCHSTORE GETBIT GETEX GETRANGE HELLO
HINCRBYFLOAT HRANDFIELD HSCAN HSETNX HSTRLEN INCRBYFLOAT LASTSAVE LATENCY LCS LINSERT LMOVE LMPOP LOLWUT LPOS LPUSHX LREM LSET
LTRIM MEMORY MIGRATE MODULE MONITOR MOVE MSETNX MULTI OBJECT PEXPIRE PEXPIRETIME PFADD PFCOUNT PFMERGE PSETEX PSUBSCRIBE PSYNC
PUBSUB PUNSUBSCRIBE RANDOMKEY READONLY READWRITE RENAMENX REPLICAOF RESET RESTORE RPOPLPUSH RPUSHX SCAN SCRIPT SDIFF SDIFFSTORE
SETBIT SETRANGE SINTER SINTERCARD SINTERSTORE SLAVEOF SLOWLOG SMISMEMBER SMOVE SORT SORT_RO SPOP SPUBLISH SRANDMEMBER SSCAN
SSUBSCRIBE SUBSCRIBE SUBSTR SUNION SUNIONSTORE SUNSUBSCRIBE SWAPDB SYNC TOUCH UNSUBSCRIBE UNWATCH WAIT WATCH XACK XADD
XAUTOCLAIM XCLAIM XDEL XGROUP XINFO XLEN XPENDING XRANGE XREAD XREADGROUP XREVRANGE XTRIM ZCOUNT ZDIFF ZDIFFSTORE ZINCRBY ZINTER
ZINTERCARD ZINTERSTORE ZLEXCOUNT ZMPOP ZMSCORE ZPOPMAX ZPOPMIN ZRANDMEMBER ZRANGEBYLEX ZRANGEBYSCORE ZRANGESTORE ZREMRANGEBYLEX
ZREMRANGEBYRANK ZREMRANGEBYSCORE ZREVRANGEBYLEX ZREVRANGEBYSCORE ZREVRANK ZSCAN ZUNION ZUNIONSTORE";

pub(super) fn writes(name: &str) -> bool {
    COMMANDS.iter().any(|(known, .., writes)| *writes && known.eq_ignore_ascii_case(name))
}

/// The names of the keys.
pub(super) fn names(data: &Data) -> impl Iterator<Item = &String> {
    data.keys().filter(|key| !key.starts_with(UNTIL))
}

/// The keys that end by themselves, with when.
pub(super) fn ends(data: &Data) -> impl Iterator<Item = (&str, i64)> {
    let own = |key: &str| key.strip_prefix(UNTIL).filter(|key| !key.is_empty() && !key.starts_with(UNTIL)).is_some();
    let ends = data.iter().filter(move |(key, _)| own(key));
    ends.filter_map(|(key, until)| Some((key.strip_prefix(UNTIL)?, until.parse().ok()?)))
}

/// The commands that make all keys.
pub(super) fn making(data: &Data) -> Vec<Vec<String>> {
    let make = |key: &String| {
        let text = data.get(key).map_or("", String::as_str);
        let (command, mut items) = match KINDS.iter().find(|(_, mark, _)| text.starts_with(*mark)) {
            Some((.., command)) => (*command, split(text)),
            None => ("SET", vec![text.to_string()]),
        };
        if command == "ZADD" {
            items.chunks_mut(2).for_each(|pair| pair.reverse());
        }
        [command.to_string(), key.clone()].into_iter().chain(items).collect()
    };
    let until = ends(data).map(|(key, at)| vec!["PEXPIREAT".into(), key.to_string(), at.to_string()]);
    names(data).map(make).chain(until).collect()
}

fn split(text: &str) -> Vec<String> {
    text.chars().skip(1).collect::<String>().split(BETWEEN).map(str::to_string).collect()
}

/// What is at a key of a kind; an absent one is empty. The error is the answer.
fn items(data: &Data, key: &str, mark: char) -> Result<Vec<String>, String> {
    match data.get(key) {
        None => Ok(Vec::new()),
        Some(text) if text.starts_with(mark) => Ok(split(text)),
        Some(_) => Err(WRONG_TYPE.into()),
    }
}

/// Keeps items; without any the key is gone.
fn keep(data: &mut Data, key: &str, mark: char, items: &[String]) {
    if items.is_empty() {
        remove(data, key);
    } else {
        data.insert(key.to_string(), format!("{mark}{}", items.join(&BETWEEN.to_string())));
    }
}

fn remove(data: &mut Data, key: &str) -> bool {
    data.remove(&format!("{UNTIL}{key}"));
    data.remove(key).is_some()
}

fn kind(text: &str) -> &'static str {
    KINDS.iter().find(|(_, mark, _)| text.starts_with(*mark)).map_or("string", |(name, ..)| name)
}

fn string(data: &Data, key: &str) -> Result<Option<String>, String> {
    match data.get(key) {
        Some(text) if kind(text) != "string" => Err(WRONG_TYPE.into()),
        text => Ok(text.cloned()),
    }
}

pub(super) fn bulk(text: Option<&String>) -> String {
    text.map_or("$-1\r\n".into(), |t| format!("${}\r\n{t}\r\n", t.len()))
}

pub(super) fn array<'a>(items: impl IntoIterator<Item = &'a String>) -> String {
    let items: Vec<String> = items.into_iter().map(|item| bulk(Some(item))).collect();
    format!("*{}\r\n{}", items.len(), items.concat())
}

fn refusal(why: &str) -> String {
    format!("-ERR {why}\r\n")
}

fn int(number: i64) -> String {
    format!(":{number}\r\n")
}

/// Numbers below zero count from the end.
fn slice<T>(items: &[T], from: i64, to: i64) -> &[T] {
    let length = items.len() as i64;
    let at = |n: i64| if n < 0 { (n + length).max(0) } else { n };
    let to = if to < 0 { to + length + 1 } else { to + 1 };
    let (from, to) = (at(from).min(length), to.clamp(0, length));
    if from >= to { &[] } else { &items[from as usize..to as usize] }
}

/// Carries a command out, at a time in milliseconds.
pub(super) fn run(words: &[String], data: &mut Data, now: i64) -> String {
    let Some(first) = words.first() else { return String::new() };
    let over: Vec<String> = ends(data).filter(|(_, at)| *at <= now).map(|(key, _)| key.to_string()).collect();
    for key in over {
        remove(data, &key);
    }
    let name = first.to_ascii_uppercase();
    let count = words.len() - 1;
    match COMMANDS.iter().find(|(known, ..)| *known == name) {
        Some((_, least, most, _)) if (*least..=*most).contains(&count) => {
            command(&name, &words[1..], data, now).unwrap_or_else(|error| error)
        }
        Some(_) => refusal(&format!("wrong number of arguments for '{}' command", name.to_ascii_lowercase())),
        None if STUBS.split_whitespace().any(|known| known == name) => refusal(&format!("'{first}' is not simulated")),
        None => {
            let args: String = words[1..].iter().map(|w| format!("'{w}' ")).collect();
            refusal(&format!("unknown command '{first}', with args beginning with: {args}"))
        }
    }
}

fn number(text: &str) -> Result<i64, String> {
    text.parse().map_err(|_| NO_INTEGER.to_string())
}

fn command(name: &str, args: &[String], data: &mut Data, now: i64) -> Result<String, String> {
    let arg = |i: usize| args.get(i).cloned().unwrap_or_default();
    let key = arg(0);
    Ok(match name {
        "PING" if args.is_empty() => "+PONG\r\n".into(),
        "PING" | "ECHO" => bulk(args.first()),
        "QUIT" => OK.into(),
        "COMMAND" => "*0\r\n".into(),
        "PUBLISH" => int(0),
        "ROLE" => format!("*3\r\n{}:0\r\n*0\r\n", bulk(Some(&"master".into()))),
        "TIME" => array(&[(now / 1000).to_string(), (now % 1000 * 1000).to_string()]),
        "SELECT" => match number(&key) {
            Ok(0) => OK.into(),
            Ok(1..=15) => refusal("databases besides 0 are not simulated"),
            Ok(_) => refusal("DB index is out of range"),
            Err(_) => refusal("invalid DB index"),
        },
        "DBSIZE" => int(names(data).count() as i64),
        "FLUSHALL" | "FLUSHDB" => {
            data.clear();
            OK.into()
        }
        "KEYS" => {
            let hits: Vec<&String> = names(data).filter(|name| shell::pattern::matches(&key, name)).collect();
            array(hits)
        }
        "DEL" | "UNLINK" => int(args.iter().filter(|key| remove(data, key)).count() as i64),
        "EXISTS" => int(args.iter().filter(|key| data.contains_key(*key)).count() as i64),
        "TYPE" => format!("+{}\r\n", data.get(&key).map_or("none", |text| kind(text))),
        "RENAME" => {
            let text = data.get(&key).cloned().ok_or("-ERR no such key\r\n")?;
            let until = data.get(&format!("{UNTIL}{key}")).cloned();
            remove(data, &key);
            remove(data, &arg(1));
            until.map(|at| data.insert(format!("{UNTIL}{}", arg(1)), at));
            data.insert(arg(1), text);
            OK.into()
        }
        "EXPIRE" | "PEXPIREAT" => {
            let at = number(&arg(1))?;
            let at = if name == "EXPIRE" { now + at.saturating_mul(1000) } else { at };
            let there = data.contains_key(&key);
            if there && at <= now {
                remove(data, &key);
            } else if there {
                data.insert(format!("{UNTIL}{key}"), at.to_string());
            }
            int(there.into())
        }
        "PERSIST" => int(data.remove(&format!("{UNTIL}{key}")).is_some().into()),
        "TTL" | "PTTL" => {
            let left = ends(data).find(|(name, _)| *name == key).map(|(_, at)| at - now);
            int(match left {
                None if data.contains_key(&key) => -1,
                None => -2,
                Some(left) if name == "TTL" => (left + 500) / 1000,
                Some(left) => left,
            })
        }
        _ if name.starts_with('H') => hash(name, args, data)?,
        _ if name.starts_with('Z') => scored(name, args, data)?,
        "SADD" | "SREM" | "SCARD" | "SMEMBERS" | "SISMEMBER" => members(name, args, data)?,
        "LLEN" | "LRANGE" | "LINDEX" | "LPUSH" | "RPUSH" | "LPOP" | "RPOP" => list(name, args, data)?,
        _ => text(name, args, data, now)?,
    })
}

fn text(name: &str, args: &[String], data: &mut Data, now: i64) -> Result<String, String> {
    let arg = |i: usize| args.get(i).cloned().unwrap_or_default();
    let key = arg(0);
    Ok(match name {
        "SET" => return set(args, data, now),
        "SETEX" => {
            let seconds = number(&arg(1))?;
            if seconds <= 0 {
                return Err("-ERR invalid expire time in 'setex' command\r\n".into());
            }
            data.insert(key.clone(), arg(2));
            data.insert(format!("{UNTIL}{key}"), (now + seconds * 1000).to_string());
            OK.into()
        }
        "SETNX" => {
            let absent = !data.contains_key(&key);
            if absent {
                data.insert(key, arg(1));
            }
            int(absent.into())
        }
        "GET" => bulk(string(data, &key)?.as_ref()),
        "GETDEL" | "GETSET" => {
            let old = string(data, &key)?;
            remove(data, &key);
            if name == "GETSET" {
                data.insert(key, arg(1));
            }
            bulk(old.as_ref())
        }
        "STRLEN" => int(string(data, &key)?.map_or(0, |text| text.len()) as i64),
        "APPEND" => {
            let text = string(data, &key)?.unwrap_or_default() + &arg(1);
            data.insert(key, text.clone());
            int(text.len() as i64)
        }
        "MSET" if args.len() % 2 == 1 => return Err("-ERR wrong number of arguments for 'mset' command\r\n".into()),
        "MSET" => {
            for pair in args.chunks(2) {
                remove(data, &pair[0]);
                data.insert(pair[0].clone(), pair[1].clone());
            }
            OK.into()
        }
        "MGET" => {
            let values: Vec<String> = args.iter().map(|k| bulk(string(data, k).ok().flatten().as_ref())).collect();
            format!("*{}\r\n{}", values.len(), values.concat())
        }
        // INCR, DECR, INCRBY, DECRBY
        _ => {
            let step = args.get(1).map_or(Ok(1), |word| number(word))?;
            let old = number(string(data, &key)?.as_deref().unwrap_or("0"))?;
            let new = if name.starts_with("DECR") { old.checked_sub(step) } else { old.checked_add(step) };
            let new = new.ok_or("-ERR increment or decrement would overflow\r\n")?;
            data.insert(key, new.to_string());
            int(new)
        }
    })
}

/// `SET key value [NX | XX] [GET] [EX seconds | PX milliseconds | KEEPTTL]`.
fn set(args: &[String], data: &mut Data, now: i64) -> Result<String, String> {
    let (key, value) = (&args[0], &args[1]);
    let (mut only, mut get, mut stays, mut until) = (None, false, false, None);
    let mut words = args[2..].iter();
    while let Some(word) = words.next() {
        match word.to_ascii_uppercase().as_str() {
            "NX" if only.is_none() => only = Some(false),
            "XX" if only.is_none() => only = Some(true),
            "GET" => get = true,
            "KEEPTTL" => stays = true,
            unit @ ("EX" | "PX") if until.is_none() => {
                let time = number(words.next().ok_or(SYNTAX)?)?;
                if time <= 0 {
                    return Err("-ERR invalid expire time in 'set' command\r\n".into());
                }
                until = Some(now + if unit == "EX" { time.saturating_mul(1000) } else { time });
            }
            _ => return Err(SYNTAX.into()),
        }
    }
    let old = if get { string(data, key)? } else { None };
    let there = data.contains_key(key);
    let sets = only.is_none_or(|wanted| wanted == there);
    if sets {
        if !stays {
            remove(data, key);
        }
        data.insert(key.clone(), value.clone());
        until.map(|at| data.insert(format!("{UNTIL}{key}"), at.to_string()));
    }
    Ok(match (get, sets) {
        (true, _) => bulk(old.as_ref()),
        (false, true) => OK.into(),
        (false, false) => bulk(None),
    })
}

fn list(name: &str, args: &[String], data: &mut Data) -> Result<String, String> {
    let key = &args[0];
    let mut all = items(data, key, LIST)?;
    Ok(match name {
        "LLEN" => int(all.len() as i64),
        "LRANGE" => array(slice(&all, number(&args[1])?, number(&args[2])?)),
        "LINDEX" => {
            let at = number(&args[1])?;
            let at = if at < 0 { at + all.len() as i64 } else { at };
            bulk(usize::try_from(at).ok().and_then(|at| all.get(at)))
        }
        "LPOP" | "RPOP" => {
            let last = all.len().saturating_sub(1);
            let item = (!all.is_empty()).then(|| all.remove(if name == "LPOP" { 0 } else { last }));
            keep(data, key, LIST, &all);
            bulk(item.as_ref())
        }
        _ => {
            for item in &args[1..] {
                all.insert(if name == "RPUSH" { all.len() } else { 0 }, item.clone());
            }
            keep(data, key, LIST, &all);
            int(all.len() as i64)
        }
    })
}

fn members(name: &str, args: &[String], data: &mut Data) -> Result<String, String> {
    let key = &args[0];
    let mut all = items(data, key, SET)?;
    let before = all.len();
    Ok(match name {
        "SCARD" => int(before as i64),
        "SMEMBERS" => array(&all),
        "SISMEMBER" => int(all.contains(&args[1]).into()),
        "SREM" => {
            all.retain(|member| !args[1..].contains(member));
            keep(data, key, SET, &all);
            int((before - all.len()) as i64)
        }
        _ => {
            for member in &args[1..] {
                if !all.contains(member) {
                    all.push(member.clone());
                }
            }
            keep(data, key, SET, &all);
            int((all.len() - before) as i64)
        }
    })
}

/// Of fields and values in turn: where the value of a field is.
fn value_at(all: &[String], field: &str) -> Option<usize> {
    all.chunks(2).position(|pair| pair[0] == *field).map(|at| at * 2 + 1)
}

fn hash(name: &str, args: &[String], data: &mut Data) -> Result<String, String> {
    let key = &args[0];
    let mut all = items(data, key, HASH)?;
    let before = all.len() / 2;
    let every = |from: usize| all.iter().skip(from).step_by(2);
    Ok(match name {
        "HLEN" => int(before as i64),
        "HGETALL" => array(&all),
        "HKEYS" => array(every(0)),
        "HVALS" => array(every(1)),
        "HGET" => bulk(value_at(&all, &args[1]).map(|at| &all[at])),
        "HEXISTS" => int(value_at(&all, &args[1]).is_some().into()),
        "HMGET" => {
            let values: Vec<String> =
                args[1..].iter().map(|field| bulk(value_at(&all, field).map(|at| &all[at]))).collect();
            format!("*{}\r\n{}", values.len(), values.concat())
        }
        "HDEL" => {
            for field in &args[1..] {
                if let Some(at) = value_at(&all, field) {
                    all.drain(at - 1..=at);
                }
            }
            keep(data, key, HASH, &all);
            int((before - all.len() / 2) as i64)
        }
        "HINCRBY" => {
            let step = number(&args[2])?;
            let at = value_at(&all, &args[1]);
            let old = at.map_or(Ok(0), |at| all[at].parse::<i64>());
            let old = old.map_err(|_| "-ERR hash value is not an integer\r\n")?;
            let new = old.checked_add(step).ok_or("-ERR increment or decrement would overflow\r\n")?;
            match at {
                Some(at) => all[at] = new.to_string(),
                None => all.extend([args[1].clone(), new.to_string()]),
            }
            keep(data, key, HASH, &all);
            int(new)
        }
        _ if args.len().is_multiple_of(2) => {
            return Err(refusal(&format!("wrong number of arguments for '{}' command", name.to_ascii_lowercase())));
        }
        _ => {
            for pair in args[1..].chunks(2) {
                match value_at(&all, &pair[0]) {
                    Some(at) => all[at] = pair[1].clone(),
                    None => all.extend(pair.iter().cloned()),
                }
            }
            keep(data, key, HASH, &all);
            if name == "HSET" { int((all.len() / 2 - before) as i64) } else { OK.into() }
        }
    })
}

fn scored(name: &str, args: &[String], data: &mut Data) -> Result<String, String> {
    let key = &args[0];
    let mut all = items(data, key, ZSET)?;
    let before = all.len() / 2;
    Ok(match name {
        "ZCARD" => int(before as i64),
        "ZSCORE" => bulk(value_at(&all, &args[1]).map(|at| &all[at])),
        "ZRANK" => value_at(&all, &args[1]).map_or(bulk(None), |at| int(at as i64 / 2)),
        "ZRANGE" | "ZREVRANGE" => {
            let scores = match args.get(3).map(|word| word.to_ascii_uppercase()).as_deref() {
                None => false,
                Some("WITHSCORES") => true,
                Some(_) => return Err(SYNTAX.into()),
            };
            let mut pairs: Vec<&[String]> = all.chunks(2).collect();
            if name == "ZREVRANGE" {
                pairs.reverse();
            }
            let hits = slice(&pairs, number(&args[1])?, number(&args[2])?);
            array(hits.iter().flat_map(|pair| &pair[..1 + usize::from(scores)]))
        }
        "ZREM" => {
            for member in &args[1..] {
                if let Some(at) = value_at(&all, member) {
                    all.drain(at - 1..=at);
                }
            }
            keep(data, key, ZSET, &all);
            int((before - all.len() / 2) as i64)
        }
        _ if args.len().is_multiple_of(2) => return Err(SYNTAX.into()),
        _ => {
            for pair in args[1..].chunks(2) {
                let score = pair[0].parse::<f64>().map_err(|_| NO_FLOAT)?;
                if let Some(at) = value_at(&all, &pair[1]) {
                    all.drain(at - 1..=at);
                }
                // By score, those of one score by name.
                let later = |other: &[String]| {
                    let than = other[1].parse::<f64>().unwrap_or(0.0);
                    than > score || than == score && other[0] > pair[1]
                };
                let at = all.chunks(2).position(later).map_or(all.len(), |at| at * 2);
                all.splice(at..at, [pair[1].clone(), score.to_string()]);
            }
            keep(data, key, ZSET, &all);
            int((all.len() / 2 - before) as i64)
        }
    })
}
