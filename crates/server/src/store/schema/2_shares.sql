CREATE TABLE share (
    id TEXT PRIMARY KEY,
    auth_hash BLOB NOT NULL,
    delete_hash BLOB NOT NULL,
    life TEXT NOT NULL,
    burns INTEGER NOT NULL,
    ciphertext BLOB NOT NULL,
    account_id INTEGER REFERENCES account (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX share_account ON share (account_id);
CREATE INDEX share_expiry ON share (expires_at);
