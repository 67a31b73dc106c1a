CREATE TABLE account (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,
    password TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    is_disabled INTEGER NOT NULL DEFAULT 0,
    n_failures INTEGER NOT NULL DEFAULT 0,
    locked_until INTEGER NOT NULL DEFAULT 0,
    totp_secret BLOB,
    totp_last_step INTEGER NOT NULL DEFAULT 0,
    totp_offer BLOB,
    totp_offer_until INTEGER NOT NULL DEFAULT 0,
    totp_n_failures INTEGER NOT NULL DEFAULT 0,
    totp_locked_until INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE recovery_code (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    slot INTEGER NOT NULL,
    hash TEXT NOT NULL,
    UNIQUE (account_id, slot)
) STRICT;

CREATE TABLE device (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    token_hash BLOB NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    agent TEXT NOT NULL,
    n_failures INTEGER NOT NULL DEFAULT 0,
    locked_until INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX device_account ON device (account_id);

CREATE TABLE session (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    token_hash BLOB NOT NULL UNIQUE,
    level TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    address TEXT NOT NULL,
    agent TEXT NOT NULL
) STRICT;
CREATE INDEX session_account ON session (account_id);

CREATE TABLE link (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    token_hash BLOB NOT NULL UNIQUE,
    purpose TEXT NOT NULL,
    role TEXT NOT NULL,
    account_id INTEGER REFERENCES account (id) ON DELETE CASCADE,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE TABLE used_captcha (
    hash BLOB PRIMARY KEY,
    until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX used_captcha_until ON used_captcha (until);

CREATE TABLE audit (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    line TEXT NOT NULL,
    mac BLOB NOT NULL
) STRICT;
