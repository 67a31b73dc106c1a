//! What only the command line says: why something was not read, and the seams of its output.
//!
//! Names of files are made visible by the caller.

use jejak_protocol::NoticeKind;
use jejak_protocol::model::Judgement;

use crate::lang::Lang;
use crate::ui::Normal;
use crate::ui::notice::notice_kind;

/// Why a named thing gave nothing, or not all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unread<'a> {
    NotFound,
    NotPermitted,
    NoFiles,
    /// The system's own words.
    Failed(&'a str),
    Shrank,
    Damaged,
    Inflated,
    Binary,
    /// What the analysis says of it as well.
    Noticed(NoticeKind),
}

/// `auth.log: there is no such file or folder`.
pub fn unread(name: &str, why: &Unread<'_>, lang: Lang) -> String {
    let (en, id) = match why {
        Unread::NotFound => (
            "there is no such file or folder",
            "tidak ada berkas atau folder ini",
        ),
        Unread::NotPermitted => (
            "you are not permitted to read it",
            "Anda tidak diizinkan membacanya",
        ),
        Unread::NoFiles => (
            "there are no files in this folder",
            "tidak ada berkas di folder ini",
        ),
        Unread::Failed(reason) => {
            return say!(
                lang,
                "{name}: it could not be read: {reason}",
                "{name}: tidak dapat dibaca: {reason}",
            );
        }
        Unread::Noticed(kind) => return format!("{name}: {}", notice_kind(*kind, lang)),
        Unread::Shrank => (
            "it became shorter while it was read; what was read is analysed",
            "berkas memendek saat dibaca; yang sempat dibaca dianalisis",
        ),
        Unread::Damaged => (
            "the compressed file ends early or is damaged; what could be read is analysed",
            "berkas terkompresi terpotong atau rusak; bagian yang terbaca dianalisis",
        ),
        Unread::Inflated => (
            "the compressed file grows far more than logs do; what was read until then is analysed",
            "berkas terkompresi mengembang jauh melebihi ukuran log; yang sudah terbaca dianalisis",
        ),
        Unread::Binary => (
            "it is not text, so it was not read",
            "bukan teks, jadi tidak dibaca",
        ),
    };
    format!("{name}: {}", lang.pick(en, id))
}

/// Why a normal day says nothing of what was read; None when it does.
pub const fn not_compared(judgement: &Judgement, lang: Lang) -> Option<&'static str> {
    match (judgement.n_sessions, judgement.is_of_other_logs) {
        (0, _) => Some(Normal::NoSessions.text(lang)),
        (_, true) => Some(Normal::OtherLogs.text(lang)),
        _ => None,
    }
}

sentences! {
    /// What `jejak learn` made, with its file, sessions and templates.
    learned(file: &str, sessions: &str, templates: &str) => "{file} holds a normal day of {sessions} and {templates}", "{file} berisi hari biasa dari {sessions} dan {templates}";
    /// Of a file whose clock was to be read in its own way.
    no_such_file(file: &str) => "no file is called {file}, so its clock was not set", "tidak ada berkas bernama {file}, jadi jamnya tidak disetel";
    /// Under the evidence that is shown.
    more_lines(lines: &str) => "… and {lines} more", "… dan {lines} lagi";
    /// Lines of evidence that were there while the files were read and are not there now.
    evidence_gone(lines: &str) => "{lines} of evidence cannot be shown: the files changed, or there is no room for temporary files", "{lines} bukti tidak dapat ditampilkan: berkasnya berubah, atau tidak ada tempat untuk berkas sementara";
}
