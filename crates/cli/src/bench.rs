//! `kubenori bench`: rates of the API server, and how long 1,000 replicas take from `create deployment` to Running.

use std::time::{Duration, Instant};

use playground::bench::{Bench, Figure};

/// Measures and prints. Times are of this process on the processor, where the system tells them, and the quickest of
/// several runs; they are of this machine all the same: compare two builds side by side.
///
/// `names` choose among the measurements; `replicas=N`, `workers=N` and `objects=N` say how much is measured.
pub fn bench(names: &[&str], json: bool) -> Result<bool, String> {
    let mut what = Bench::default();
    let mut only = Vec::new();
    for name in names {
        match name.split_once('=') {
            None => only.push(*name),
            Some((key, count)) => {
                let count: usize = count.parse().map_err(|_| format!("{name}: not a number"))?;
                match key {
                    "replicas" => what.replicas = count as i64,
                    "workers" => what.workers = count,
                    "objects" => what.objects = count,
                    _ => return Err(format!("{name}: unknown; replicas=N, workers=N, objects=N")),
                }
            }
        }
    }
    let mut figures: Vec<Figure> = Vec::new();
    let mut clock = |work: &mut dyn FnMut()| -> Duration {
        let (start, used) = (Instant::now(), processor_time());
        work();
        match (used, processor_time()) {
            (Some(before), Some(after)) => after.saturating_sub(before),
            _ => start.elapsed(),
        }
    };
    what.run(&only, &mut clock, &mut figures)?;
    if json {
        let rows: Vec<String> = figures
            .iter()
            .map(|f| {
                let value = if f.value.is_finite() { format!("{:.3}", f.value) } else { "null".into() };
                format!("{{\"name\":\"{}\",\"value\":{value},\"unit\":\"{}\"}}", f.name, f.unit)
            })
            .collect();
        println!("[{}]", rows.join(","));
    } else {
        for f in &figures {
            match f.value.is_finite() {
                true => println!("{:<44} {:>12.1} {}", f.name, f.value, f.unit),
                false => println!("{:<44} {:>12} (too little of the whole to be told from chance)", f.name, "?"),
            }
        }
    }
    Ok(true)
}

/// What this process has used of processors, where the system tells: what others do at the same time does not count.
fn processor_time() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}
