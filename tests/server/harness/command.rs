//! The program itself, as a person at a shell runs it.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStdout, Stdio};

pub(crate) struct Command(std::process::Command);

/// What a command printed, once it has ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) is_ok: bool,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// A server in a process of its own.
pub(crate) struct Running {
    child: Child,
    out: BufReader<ChildStdout>,
    pub(crate) address: std::net::SocketAddr,
    /// All lines up to the address, and the setup link if there was one.
    pub(crate) told: String,
}

impl Command {
    pub(crate) fn new(args: &[&str]) -> Self {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_jejak-server"));
        command.args(args).env_clear().stdin(Stdio::null());
        Self(command)
    }

    pub(crate) fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.0.arg(arg);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.0.env(name, value);
        self
    }

    pub(crate) fn run(mut self) -> Ended {
        let output = self.0.output().expect("the program runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
        Ended {
            is_ok: output.status.success(),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }

    /// As `start`, where growing beyond a limit is an error of the write and no signal that ends the
    /// program: so it is on a disk that is full.
    #[cfg(target_os = "linux")]
    pub(crate) fn start_without_signal_at_full_disk(self) -> Running {
        let mut shell = std::process::Command::new("sh");
        // 25 is SIGXFSZ; what is ignored stays so in the program that takes the shell's place.
        shell.args(["-c", "trap '' 25; exec \"$0\" \"$@\""]);
        shell.arg(self.0.get_program()).args(self.0.get_args());
        shell.env_clear().stdin(Stdio::null());
        Self(shell).start()
    }

    /// For `serve`: returns when it listens.
    pub(crate) fn start(mut self) -> Running {
        let mut child = self
            .0
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program runs");
        let mut out = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut told = String::new();
        while !told.contains(" (Ctrl+C stops it)\n") {
            let n_bytes = out.read_line(&mut told).expect("text");
            assert!(n_bytes > 0, "it ended before it listened: {told}");
        }
        let (_, rest) = told.rsplit_once("://").expect("an address");
        let address = rest
            .split_once(' ')
            .expect("an address")
            .0
            .parse()
            .expect("an address");
        Running {
            child,
            out,
            address,
            told,
        }
    }
}

impl Running {
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Reads on until a line that contains `wanted`.
    pub(crate) fn line_with(&mut self, wanted: &str) -> String {
        loop {
            let mut line = String::new();
            let n_bytes = self.out.read_line(&mut line).expect("text");
            assert!(n_bytes > 0, "it ended without saying {wanted}");
            if line.contains(wanted) {
                return line;
            }
        }
    }

    /// Asks it to stop, as a service manager does; the rest of what it said and whether it ended well.
    pub(crate) fn stop(mut self) -> (bool, String) {
        let pid = self.id().to_string();
        let killed = std::process::Command::new("kill")
            .args(["-TERM", &pid])
            .status();
        assert!(killed.expect("kill runs").success());
        let mut rest = String::new();
        self.out.read_to_string(&mut rest).expect("text");
        let status = self.child.wait().expect("it ends");
        (status.success(), rest)
    }

    /// Lets no file of it grow beyond so many bytes, or `unlimited`.
    #[cfg(target_os = "linux")]
    pub(crate) fn limit_files(&self, bytes: &str) {
        let pid = self.id().to_string();
        let limit = format!("--fsize={bytes}:unlimited");
        let status = std::process::Command::new("prlimit")
            .args(["--pid", &pid, &limit])
            .status();
        assert!(status.expect("prlimit runs").success());
    }

    /// Ends it as a power cut of the process would.
    pub(crate) fn kill(mut self) {
        self.child.kill().expect("it can be killed");
        self.child.wait().expect("it ends");
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

impl Ended {
    #[track_caller]
    pub(crate) fn expect_ok(self) -> String {
        assert!(self.is_ok, "{}", self.err);
        self.out
    }

    #[track_caller]
    pub(crate) fn expect_error(self) -> String {
        assert!(!self.is_ok, "{}", self.out);
        self.err
    }
}
