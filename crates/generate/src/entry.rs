//! What is written at a moment, before it has words.

/// Values of a message by the names that wordings use.
pub(crate) type Slots = Vec<(&'static str, String)>;

#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) time_us: i64,
    pub(crate) host: usize,
    pub(crate) pid: u64,
    pub(crate) incident: Option<usize>,
    pub(crate) body: Body,
}

#[derive(Clone, Debug)]
pub(crate) enum Body {
    Message { what: What, slots: Slots },
    Request(Request),
}

#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) client: String,
    pub(crate) user: String,
    pub(crate) method: &'static str,
    pub(crate) target: String,
    pub(crate) status: u16,
    pub(crate) bytes: u64,
    pub(crate) referer: String,
    pub(crate) agent: &'static str,
}

/// What a message says. Its words are chosen by host, so that one host has one software.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum What {
    // wordings/sign_in.rs
    SignInFailed,
    SignInUnknown,
    SignInOk,
    SignInKey,
    SessionOpened,
    SessionClosed,
    Disconnected,
    Probed,
    TooManyFailures,
    // wordings/rights.rs
    SudoCommand,
    SudoFailed,
    SudoRefused,
    SuOk,
    SuFailed,
    UserAdded,
    UidZero,
    GroupAdded,
    PasswordChanged,
    // wordings/machine.rs
    CronJob,
    UnitStarted,
    UnitStopped,
    UnitFailed,
    UnitRestart,
    Crashed,
    MemoryLow,
    OutOfMemory,
    DiskHigh,
    DiskFull,
    DiskFault,
    LoadHigh,
    PackageUpgraded,
    TimeSynced,
    CertificateRenewed,
    BackupStarted,
    BackupDone,
    // wordings/service.rs
    Served,
    Slow,
    ServeFailed,
    Query,
    SlowQuery,
    DatabaseAway,
    TooManyConnections,
    JobDone,
    JobFailed,
    CacheMissed,
    MailSent,
    MailDeferred,
    // wordings/network.rs
    Blocked,
    ConnectionOpened,
    ConnectionClosed,
    SentOut,
    NameAsked,
    // wordings/deeds.rs
    Ran,
    FileChanged,
    FileRemoved,
    FileScanned,
    MalwareFound,
}
