//! What the figures were measured on.

use crate::process;

/// Processor, cores, system, in one line.
pub(super) fn describe() -> String {
    let n_cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mut parts = vec![processor(), format!("{n_cores} cores")];
    parts.extend(memory_gb().map(|gb| format!("{gb} GB of memory")));
    parts.push(format!(
        "{} {}",
        std::env::consts::OS,
        std::env::consts::ARCH
    ));
    parts.join(", ")
}

/// Version of a program, from the first line of `--version`; None when it is not installed.
pub(super) fn version(program: &str) -> Option<String> {
    let output = process::output(std::process::Command::new(program).arg("--version"))?;
    output.lines().next().map(str::to_owned)
}

fn processor() -> String {
    let from_linux = || {
        let info = std::fs::read_to_string("/proc/cpuinfo").ok()?;
        let line = info.lines().find(|line| line.starts_with("model name"))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    };
    let from_macos = || {
        let mut sysctl = std::process::Command::new("sysctl");
        process::output(sysctl.args(["-n", "machdep.cpu.brand_string"]))
    };
    from_linux()
        .or_else(from_macos)
        .unwrap_or_else(|| "unknown processor".to_owned())
}

fn memory_gb() -> Option<u64> {
    let info = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = info.lines().find(|line| line.starts_with("MemTotal"))?;
    let kb: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some((kb + (1 << 19)) >> 20)
}
