//! Round numbers for axes, and numbers short enough to stand there.

/// About `count` round numbers between `low` and `high`: steps of 1, 2 or 5 times a power of ten.
pub(super) fn ticks(low: f64, high: f64, count: usize) -> Vec<f64> {
    let raw = (high - low) / count.max(1) as f64;
    let power = 10_f64.powf(raw.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|factor| factor * power).find(|step| *step >= raw * 0.999);
    let step = step.unwrap_or(raw).max(f64::MIN_POSITIVE);
    let first = (low / step).ceil();
    let last = ((high / step) + 1e-9).floor();
    (0..).map(|i| first + f64::from(i)).take_while(|n| *n <= last).take(100).map(|n| n * step).collect()
}

/// A number in few characters: `950`, `1.5 k`, `26.22 G`.
pub(super) fn compact(value: f64) -> String {
    let size = value.abs();
    let (scale, unit) = match size {
        _ if size >= 1e15 || (size > 0.0 && size < 1e-3) => return format!("{value:.2e}"),
        _ if size >= 1e12 => (1e12, " T"),
        _ if size >= 1e9 => (1e9, " G"),
        _ if size >= 1e6 => (1e6, " M"),
        _ if size >= 1e4 => (1e3, " k"),
        _ => (1.0, ""),
    };
    let text = format!("{:.2}", value / scale);
    let text = text.trim_end_matches('0').trim_end_matches('.');
    format!("{}{unit}", if text == "-0" { "0" } else { text })
}
