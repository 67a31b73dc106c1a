//! Every number that decides whether something is a finding, with where it came from.
//!
//! Times are in microseconds, counts in events, shares in [0, 1].

use jejak_protocol::time::US_PER_SECOND;

const MINUTE_US: i64 = 60 * US_PER_SECOND;
const HOUR_US: i64 = 60 * MINUTE_US;
pub const DAY_US: i64 = 24 * HOUR_US;

/// Brute force: failures of one source within the window. fail2ban's `maxretry` (jail.conf).
pub const BURST_FAILURES: u64 = 5;
/// Brute force: the fifth failure at most this long after the first, inclusive. fail2ban's `findtime`.
pub const BURST_WINDOW_US: i64 = 10 * MINUTE_US;
/// Brute force in a log without times: failures in all. As many as a burst has; that nothing says how
/// fast they came is told as "not sure".
pub const UNTIMED_FAILURES: u64 = 5;
/// Failures in a window at which brute force scores 1: a tool, whatever the lockout (100 in 10 min).
pub const FULL_SCORE_FAILURES: f64 = 100.0;

/// Slow brute force: failures in all that never reach a burst. As many as a burst has.
pub const SLOW_FAILURES: u64 = 5;
/// Slow brute force: separate moments of trying; fewer are one person at one keyboard.
pub const SLOW_MOMENTS: usize = 4;
/// Tries closer than this are one moment: a client asks three times in one connection.
pub const MOMENT_US: i64 = 2 * MINUTE_US;
/// Slow brute force: from the first failure to the last. Over two windows of a burst, in whole hours.
pub const SLOW_SPAN_US: i64 = HOUR_US;

/// Spraying: distinct users tried. Above the accounts that one person mistypes; Azure's smart
/// lockout and Splunk's rules start at ten.
pub const SPRAY_USERS: usize = 10;
/// Spraying: tries a user on average, at most. Lockout usually comes at three to five.
pub const SPRAY_TRIES_PER_USER: f64 = 2.0;
/// Spraying: all users within this time; a round of spraying stays under hourly lockout resets.
pub const SPRAY_WINDOW_US: i64 = HOUR_US;
/// Spraying from many sources: distinct sources, none of which reaches a burst by itself.
pub const SPRAY_SOURCES: usize = 10;

/// Takeover: failures of the source before its success. As many as a burst has.
pub const TAKEOVER_FAILURES: u64 = 5;
/// Takeover: these failures at most this long before the success: a burst and the time to log in.
pub const TAKEOVER_WINDOW_US: i64 = HOUR_US;
/// Fewer failures than this, all for the user who then signs in, can be that user's typing: two
/// connections of sshd's `MaxAuthTries 6`, less two.
pub const TYPING_FAILURES: u64 = 10;
/// Failures of one name only, fewer than this and with so much time between them (the median), can be
/// a person's who has one name in mind: who thinks between tries needs a quarter of a minute, tools
/// need a few seconds.
pub const KEYBOARD_FAILURES: u64 = 20;
pub const KEYBOARD_US: i64 = 15 * US_PER_SECOND;
/// Takeover of a user tried from several sources: failures for that user in the window.
pub const TAKEOVER_SPREAD_FAILURES: u64 = 20;

/// `su` failures of one user: one or two are typing.
pub const SU_FAILURES: u64 = 3;
/// Password failures told by PAM alone, of one user: sudo asks three times before it says so itself.
pub const SUDO_PAM_FAILURES: u64 = 3;
/// First sudo: one command by another user before it, so that "never did" means something …
pub const FIRST_SUDO_BY_OTHERS: u64 = 1;
/// … or so many records: a log's first screenful tells nothing about what is usual.
pub const FIRST_SUDO_RECORDS: u64 = 50;
/// First sudo: more commands than this make the user one who does, unless they start late in the run.
pub const FIRST_SUDO_COMMANDS: u64 = 5;
/// First sudo: share of the run's range after which it is late.
pub const FIRST_SUDO_LATE: f64 = 0.5;

/// Scan: refused requests of one source on distinct paths within the window. A broken page asks for
/// a handful of missing files; a word list has hundreds.
pub const SCAN_PATHS: usize = 20;
pub const SCAN_WINDOW_US: i64 = 10 * MINUTE_US;
/// Scan: share of the source's requests that were refused or attacks. Crawlers stay below a tenth.
pub const SCAN_SHARE: f64 = 0.3;
/// Scan by attacks: attack requests of one source in the window, refused or not.
pub const SCAN_ATTACKS: usize = 20;
/// Scan by attacks: their share of the source's requests; a scanner also logs in and crawls.
pub const SCAN_ATTACK_SHARE: f64 = 0.05;
/// Requests of a scanner belong to the scan when no further than this from one of its attacks.
pub const SCAN_JOIN_US: i64 = 30 * MINUTE_US;
/// Classes of attack from one source above which they are one campaign, told once.
pub const CAMPAIGN_CLASSES: usize = 3;
/// Sources with fewer attack requests of a class than this …
pub const FOLD_REQUESTS: usize = 5;
/// … are told together where they are so many: a list of hundreds is read by nobody.
pub const FOLD_SOURCES: usize = 8;
/// Probes for well-known files: a source with fewer is one of the many that knock everywhere; all
/// such sources are told together.
pub const PROBES: u64 = 3;

/// Exceptions of one class: so many within `BURST_WINDOW_US` are repeated, not a mishap.
pub const EXCEPTIONS: u64 = 5;
/// Errors of one service in a window: fewer are never a burst.
pub const ERROR_BURST: u64 = 10;
/// Errors all the time: so many in all, and such a share of what the service writes. Chosen: one line
/// in twenty is more than a program in order writes.
pub const SUSTAINED_ERRORS: u64 = 20;
pub const SUSTAINED_SHARE: f64 = 0.05;
/// Windows of ten minutes below which nothing is usual: half a dozen is an hour.
pub const USUAL_WINDOWS: i64 = 6;
/// A burst stands this many robust deviations above the usual rate. 3 is one false alarm in some
/// 700 windows of a normal law; log rates have longer tails, so twice that.
pub const ROBUST_DEVIATIONS: f64 = 6.0;
/// Restarts of one service within `BURST_WINDOW_US`; systemd gives up at five in ten seconds.
pub const RESTARTS: u64 = 3;

/// New template: records and time that must lie before, so that "new" means something.
pub const NEW_TEMPLATE_RECORDS: u64 = 500;
/// New template: share of the run's range before its first record.
pub const NEW_TEMPLATE_AFTER: f64 = 0.5;
/// New template: how often it must have come since.
pub const NEW_TEMPLATE_COUNT: u64 = 10;
/// New templates told in one run; more mean a log whose kinds never repeat.
pub const NEW_TEMPLATES: usize = 5;

/// Volume: buckets of the coarse grid, at most and at least; a day in steps of some ten minutes.
pub const VOLUME_BUCKETS: usize = 144;
pub const VOLUME_BUCKETS_MIN: usize = 24;
/// Volume: records in a bucket above the usual; fewer are noise of any quiet log.
pub const VOLUME_EXCESS: u64 = 100;
/// Volume: times the usual.
pub const VOLUME_FACTOR: f64 = 4.0;
/// Volume: changes told in one run.
pub const VOLUME_CHANGES: usize = 3;

/// Port scan or host sweep: distinct doors of one source within `BURST_WINDOW_US`. Snort's portscan
/// preprocessor at low sensitivity asks for 15 ports in a minute; scanners that wait are slower.
pub const SCAN_DOORS: usize = 15;
/// Names that one source tries at sshd's door without a refused password: as many as tries of a burst.
pub const DOOR_USERS: usize = 5;
/// Refusals of one source within `BURST_WINDOW_US` (in all, where nothing has a time): as many as
/// failures of a burst; fewer are a mistake of somebody's settings.
pub const REFUSALS: u64 = 5;
/// Flood by one source: refused packets within `BURST_WINDOW_US`. Chosen: one every six seconds is
/// more than the retries of any lost device.
pub const FLOOD_SOURCE: u64 = 100;
/// Flood by many: refused packets within `BURST_WINDOW_US`, above what is usual as well. Chosen: a
/// public address is knocked at some 10 to 100 times in ten minutes.
pub const FLOOD_ALL: u64 = 300;
/// Alarms of the kernel about a flooded port from which on it is no mere busy minute.
pub const SYN_FLOODS: u64 = 5;
/// Rare outbound address: connections in all, so that "rare" means something …
pub const OUTBOUND_KNOWN: usize = 20;
/// … connections to the rare one, at most …
pub const OUTBOUND_RARE: usize = 3;
/// … and new addresses in all: where more are, new ones are usual.
pub const OUTBOUND_NEW: usize = 3;
/// Much sent out: KiB to one receiver in an hour, in answers of some MiB each. Chosen: 100 MiB is a
/// database or a mailbox, no page.
pub const TRANSFER_KIB: u64 = 100 << 10;
/// Much sent out: times what the others received.
pub const TRANSFER_FACTOR: f64 = 20.0;
/// Much sent out: receivers, at most; where more are, the site serves large files.
pub const TRANSFER_RECEIVERS: usize = 3;
pub const TRANSFER_WINDOW_US: i64 = HOUR_US;

/// Time-outs of one service within `BURST_WINDOW_US`, as many as errors …
pub const TIMEOUTS: u64 = 10;
/// … and such a share of what it writes: a busy server always waits for someone.
pub const TIMEOUT_SHARE: f64 = 0.02;
/// Lines about a loaded processor or memory: one is a peak.
pub const LOADS: u64 = 3;

/// Clock set back: at least this far; threads, buffers and clocks of a network differ by less.
pub const BACK_US: i64 = 2 * MINUTE_US;
/// Clock set back, in a log of requests: these are written when they end and stamped when they
/// began, so a long download lies that far back.
pub const BACK_REQUESTS_US: i64 = HOUR_US;
/// Steps back in a file, at most: where more are, its lines are not in order of time …
pub const BACK_STEPS: u64 = 3;
/// … and so many records for each of them.
pub const BACK_ORDERED_RECORDS: u64 = 20;
/// How far a wall clock is put back in autumn.
pub const SUMMER_TIME_US: i64 = HOUR_US;

/// Gap: at least this long. Chosen: shorter ones are a restart.
pub const GAP_US: i64 = 15 * MINUTE_US;
/// Gap: times the longest silence that is usual. Chosen: of a thousand records that come by chance
/// the longest silence is some seven times the mean, so a gap is some sixty times it.
pub const GAP_FACTOR: i64 = 8;
/// Gaps that stand out of all other silences, at most: where more are, they are usual.
pub const GAPS: usize = 3;
/// Gap: records of the host, so that it has a history …
pub const GAP_RECORDS: u64 = 100;
/// … and how many should have come meanwhile.
pub const GAP_EXPECTED: f64 = 20.0;
/// A gap whose hours no other day of the log shows can be a night or a break: it is told up to this
/// length …
pub const GAP_NEW_US: i64 = 4 * HOUR_US;
/// … and when it is so many times what is usual.
pub const GAP_FACTOR_NEW: i64 = 20;
/// A longer one over a weekend needs another weekend to compare with.
pub const GAP_LONG_US: i64 = 20 * HOUR_US;

/// Heartbeat: records of one shape, so that their time is kept and no chance …
pub const HEARTBEATS: u64 = 30;
/// … with no silence longer than so many times the mean. Thirty records that come by chance keep
/// within it once in eighty times.
pub const HEARTBEAT_JITTER: f64 = 2.0;
/// Heartbeat: silent for so many times its longest silence: as many beats were missed.
pub const HEARTBEAT_FACTOR: i64 = 10;
/// Steady record: so many of one shape …
pub const SILENCE_RECORDS: u64 = 200;
/// … with no silence longer than so many times the mean: what comes by chance, not in sessions.
pub const STEADY_JITTER: f64 = 12.0;
/// Steady record: silent for so many times its longest silence.
pub const SILENCE_FACTOR: i64 = 20;
/// Both: silent at least so long; shorter is a restart.
pub const SILENCE_US: i64 = 10 * MINUTE_US;
/// Both: share of the time up to the end of the file in which it came; a phase of the work that is
/// over has less.
pub const SILENCE_SHARE: f64 = 0.5;
/// Both: records of other kinds meanwhile, and kinds of regular records that went on.
pub const SILENCE_OTHERS: u64 = 50;
pub const SILENCE_NEIGHBOURS: usize = 2;
/// Silences told in one run.
pub const SILENCES: usize = 3;

/// Score from which on a model's opinion of a window is told. Models are calibrated so that 0.5
/// separates the two classes of their validation data.
pub const MODEL_SCORE: f64 = 0.5;
/// How far a session that goes another way than on a normal day is believed, at the most: some two in
/// three of those of HDFS are anomalies by their labels, which is true of incidents that are low.
pub const ORDER_TRUST: f64 = 0.7;

/// Metric near its limit: at least this share of all there is …
pub const LIMIT_SHARE: f64 = 0.95;
/// … in so many neighbouring points, over so long. Chosen: what monitoring systems warn of by default.
pub const LIMIT_POINTS: usize = 3;
pub const LIMIT_US: i64 = 5 * MINUTE_US;
/// Metric at another level: points of the series, so that there is something usual …
pub const SERIES_POINTS: usize = 24;
/// … and so many neighbouring ones, over so long, above three times the median …
pub const LEVEL_FACTOR: f64 = 3.0;
pub const LEVEL_POINTS: usize = 3;
pub const LEVEL_US: i64 = 2 * MINUTE_US;
/// … and, of a share of all there is, above it by this much: 3 % after 1 % is no load.
pub const LEVEL_SHARE: f64 = 0.4;
/// Points of a metric belong together up to so many times their usual distance.
pub const METRIC_GAP: f64 = 10.0;
/// Errors and refusals meanwhile: at least so many, and so many times as dense as otherwise.
pub const MEANWHILE_EVENTS: u64 = 5;
pub const MEANWHILE_FACTOR: f64 = 3.0;
/// Changes of metrics told in one run, of either kind.
pub const METRIC_CHANGES: usize = 3;
