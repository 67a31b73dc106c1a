//! Applications, databases, mail. Slots: user, ip, path, status, ms, n, table, job, mail, unit.

use super::Level::{Error, Info, Notice, Warning};
use super::{Wordings, words};
use crate::entry::What;

pub(super) fn of(what: What) -> Option<Wordings> {
    Some(match what {
        What::Served => words(
            Info,
            &[
                ("shop", "GET {path} answered {status} in {ms} ms"),
                ("kasir", "request {path} done status={status} took={ms}ms"),
                ("api", "{path} -> {status} ({ms} ms) user={user}"),
            ],
            &[
                ("gateway", "completed {status} for {path} after {ms} ms"),
                (
                    "orders",
                    "handled {path}: code {status}, {ms} ms, by {user}",
                ),
            ],
        ),
        What::Slow => words(
            Warning,
            &[
                ("shop", "slow answer: {path} took {ms} ms"),
                ("kasir", "request {path} is slow took={ms}ms"),
                ("api", "{path} exceeded its budget ({ms} ms)"),
            ],
            &[
                ("gateway", "latency of {path} above objective: {ms} ms"),
                ("orders", "{path} lagged, {ms} ms"),
            ],
        ),
        What::ServeFailed => words(
            Error,
            &[
                (
                    "shop",
                    "GET {path} failed: upstream timed out after {ms} ms",
                ),
                (
                    "kasir",
                    "request {path} failed error=\"connection reset\" took={ms}ms",
                ),
                (
                    "api",
                    "unhandled exception at {path}: IOException: broken pipe",
                ),
            ],
            &[
                (
                    "gateway",
                    "no healthy backend for {path}, gave up after {ms} ms",
                ),
                ("orders", "panic while handling {path}: deadline exceeded"),
            ],
        ),
        What::Query => words(
            Info,
            &[
                (
                    "postgres",
                    "LOG:  duration: {ms} ms  statement: SELECT * FROM {table} WHERE id = {n}",
                ),
                ("mysqld", "query on {table} returned {n} rows in {ms} ms"),
            ],
            &[
                ("mongod", "COMMAND find {table} docsExamined:{n} {ms}ms"),
                ("clickhouse", "Read {n} rows of {table} in {ms} ms"),
            ],
        ),
        What::SlowQuery => words(
            Warning,
            &[
                (
                    "postgres",
                    "LOG:  slow statement, {ms} ms: UPDATE {table} SET seen = now()",
                ),
                (
                    "mysqld",
                    "slow query on {table}: {ms} ms, {n} rows examined",
                ),
            ],
            &[
                ("mongod", "Slow query {table} planSummary: COLLSCAN {ms}ms"),
                ("clickhouse", "Query over {table} is long: {ms} ms"),
            ],
        ),
        What::DatabaseAway => words(
            Error,
            &[
                (
                    "shop",
                    "could not connect to the database: Connection refused",
                ),
                (
                    "kasir",
                    "db pool error=\"could not connect to server: Connection refused\" attempt={n}",
                ),
                ("api", "database unavailable, retry {n}"),
            ],
            &[
                ("gateway", "store unreachable: no route, try {n}"),
                (
                    "orders",
                    "lost the primary, waiting for election, round {n}",
                ),
            ],
        ),
        What::TooManyConnections => words(
            Error,
            &[
                ("postgres", "FATAL:  sorry, too many clients already"),
                ("mysqld", "Too many connections ({n} in use)"),
            ],
            &[
                (
                    "pgbouncer",
                    "no more connections allowed (max_client_conn), {n} waiting",
                ),
                (
                    "haproxy",
                    "backend store has no server slot left, queue {n}",
                ),
            ],
        ),
        What::JobDone => words(
            Info,
            &[
                ("worker", "job {job} #{n} done in {ms} ms"),
                ("sidekiq", "{job} JID-{n} INFO: done: {ms} ms"),
            ],
            &[
                ("celery", "Task {job}[{n}] succeeded in {ms} ms"),
                ("resque", "({job}) #{n} completed, {ms} ms"),
            ],
        ),
        What::JobFailed => words(
            Error,
            &[
                ("worker", "job {job} #{n} failed, will be tried again"),
                ("sidekiq", "{job} JID-{n} WARN: fail: retry in 30 s"),
            ],
            &[
                ("celery", "Task {job}[{n}] raised unexpected: ValueError"),
                ("resque", "({job}) #{n} went to the dead set"),
            ],
        ),
        What::CacheMissed => words(
            Info,
            &[
                ("cache", "miss for {path}, filled in {ms} ms"),
                ("varnish", "MISS {path} fetched {ms} ms"),
            ],
            &[
                ("redis", "expired {n} keys in {ms} ms"),
                ("memcached", "get {path} END after {ms} us"),
            ],
        ),
        What::MailSent => words(
            Info,
            &[
                (
                    "postfix/smtp",
                    "{n}: to=<{mail}>, relay=mx.example[10.20.0.5]:25, delay={ms}, status=sent (250 OK)",
                ),
                (
                    "postfix/local",
                    "{n}: to=<{mail}>, relay=local, status=sent (delivered to mailbox)",
                ),
            ],
            &[
                (
                    "exim",
                    "{n} => {mail} R=dnslookup T=remote_smtp H=mx.example",
                ),
                (
                    "opensmtpd",
                    "{n} mta delivery evpid={n} to=<{mail}> result=\"Ok\"",
                ),
            ],
        ),
        What::MailDeferred => words(
            Notice,
            &[
                (
                    "postfix/smtp",
                    "{n}: to=<{mail}>, relay=none, delay={ms}, status=deferred (connection timed out)",
                ),
                (
                    "postfix/qmgr",
                    "{n}: to=<{mail}>, status=deferred (delivery temporarily suspended)",
                ),
            ],
            &[
                (
                    "exim",
                    "{n} == {mail} R=dnslookup defer (-53): retry time not reached",
                ),
                (
                    "opensmtpd",
                    "{n} mta delivery evpid={n} to=<{mail}> result=\"TempFail\"",
                ),
            ],
        ),
        _ => return None,
    })
}
