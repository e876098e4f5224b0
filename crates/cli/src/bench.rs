//! `kubenori bench`: rates of the API server, and how long 1,000 replicas take from `create deployment` to Running.

use std::time::{Duration, Instant};

use playground::bench::{Bench, Figure};

/// Measures and prints. Times are of this machine at this moment; compare medians of runs side by side.
pub fn bench(json: bool) -> Result<bool, String> {
    let mut figures: Vec<Figure> = Vec::new();
    let mut clock = |work: &mut dyn FnMut()| -> Duration {
        let start = Instant::now();
        work();
        start.elapsed()
    };
    Bench::default().run(&mut clock, &mut figures);
    if json {
        let rows: Vec<String> = figures
            .iter()
            .map(|f| format!("{{\"name\":\"{}\",\"value\":{:.3},\"unit\":\"{}\"}}", f.name, f.value, f.unit))
            .collect();
        println!("[{}]", rows.join(","));
    } else {
        for f in &figures {
            println!("{:<44} {:>12.1} {}", f.name, f.value, f.unit);
        }
    }
    Ok(true)
}
