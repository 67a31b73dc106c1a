//! The named parts of a record, for its expanded view.

use jejak_protocol::{EntityKind, RowField};
use serde_json::Value;

use super::names::{Parts, path};
use crate::formats::keys::{self, Key};
use crate::formats::{Format, Layout, apache_error, logfmt, nginx_error, rfc5424};
use crate::record::{Access, Line, Record};

/// Fields that are shown of one JSON object, and bytes of each value.
const N_FIELDS: usize = 100;
const VALUE_BYTES: usize = 4096;

pub(super) fn of(layout: &Layout, text: &str, line: &Line<'_>, parts: &Parts) -> Vec<RowField> {
    let Line::Record(record) = line else {
        return Vec::new();
    };
    let mut fields = Fields(Vec::new());
    // What the runtime of a container wraps is what is looked at.
    let format = layout.inner.unwrap_or(layout.format);
    match (format, &record.access) {
        (Format::Json, _) => fields.add_json(text),
        (_, Some(access)) => fields.add_access(access),
        (_, None) => fields.add_record(record, parts),
    }
    let more = |name: &str, value: &str| fields.add(name, value, entity_of(name));
    if let Some(columns) = &layout.columns {
        columns.fields(text, more);
        return fields.0;
    }
    if let Some(custom) = &layout.custom {
        custom.fields(text, more);
        return fields.0;
    }
    match format {
        Format::Rfc5424 => rfc5424::fields(text, more),
        Format::ApacheError => apache_error::fields(text, more),
        Format::NginxError => nginx_error::fields(text, more),
        Format::Logfmt => logfmt::fields(text, more),
        _ => logfmt::fields_in(&record.message, more),
    }
    fields.0
}

struct Fields(Vec<RowField>);

impl Fields {
    /// Adds a field unless its value is empty or already there under the same entity.
    fn add(&mut self, name: &str, value: &str, entity: Option<EntityKind>) {
        let is_known =
            |field: &RowField| entity.is_some() && field.entity == entity && field.value == value;
        let is_new = !value.is_empty() && !self.0.iter().any(is_known);
        if is_new && self.0.len() < N_FIELDS {
            self.0.push(RowField {
                name: name.to_owned(),
                value: super::cut(value, VALUE_BYTES).to_owned(),
                entity,
            });
        }
    }

    fn add_record(&mut self, record: &Record<'_>, parts: &Parts) {
        self.add("host", &record.host, Some(EntityKind::Host));
        self.add("process", &record.process, Some(EntityKind::Service));
        self.add("pid", record.pid, Some(EntityKind::Process));
        for named in &parts.names {
            match named.kind {
                EntityKind::SourceAddress => {
                    self.add("source", &named.value, Some(EntityKind::SourceAddress));
                }
                EntityKind::User => self.add("user", &named.value, Some(EntityKind::User)),
                _ => {}
            }
        }
        if let Some((kind, value)) = &parts.object {
            let name = match kind {
                EntityKind::Command => "command",
                EntityKind::Service => "service",
                EntityKind::User => "target_user",
                EntityKind::Path => "path",
                _ => "exception",
            };
            self.add(name, value, Some(*kind));
        }
        if record.repeats > 1 {
            self.add("repeats", &record.repeats.to_string(), None);
        }
        self.add("message", &record.message, None);
    }

    fn add_access(&mut self, access: &Access<'_>) {
        let path = path(access);
        let query = access.target.get(path.len() + 1..).unwrap_or_default();
        let status = access.status.to_string();
        let status = if access.status > 0 { &*status } else { "" };
        self.add("source", access.client, Some(EntityKind::SourceAddress));
        self.add("user", access.user, Some(EntityKind::User));
        self.add("vhost", access.vhost, Some(EntityKind::Service));
        self.add("method", access.method, None);
        self.add("path", path, Some(EntityKind::Path));
        self.add("query", query, None);
        self.add("protocol", access.protocol, None);
        self.add("status", status, Some(EntityKind::Status));
        self.add("bytes", &access.bytes.to_string(), None);
        self.add("referer", access.referer, None);
        self.add("user_agent", access.user_agent, Some(EntityKind::UserAgent));
    }

    fn add_json(&mut self, text: &str) {
        let trimmed = text.trim_matches([' ', '\t', '\r', ',']);
        if let Ok(Value::Object(members)) = serde_json::from_str(trimmed) {
            self.add_members("", &members, 0);
        }
    }

    fn add_members(&mut self, prefix: &str, members: &serde_json::Map<String, Value>, depth: u32) {
        for (name, value) in members {
            if self.0.len() >= N_FIELDS {
                return;
            }
            let path = match prefix {
                "" => name.clone(),
                prefix => format!("{prefix}.{name}"),
            };
            match value {
                Value::Object(inner) if depth < 2 => self.add_members(&path, inner, depth + 1),
                Value::String(text) => self.add(&path, text, entity_of(&path)),
                other => self.add(&path, &other.to_string(), entity_of(&path)),
            }
        }
    }
}

fn entity_of(name: &str) -> Option<EntityKind> {
    Some(match keys::key(name)? {
        Key::Host => EntityKind::Host,
        Key::Process => EntityKind::Service,
        Key::Pid => EntityKind::Process,
        Key::User => EntityKind::User,
        Key::Source => EntityKind::SourceAddress,
        Key::Status => EntityKind::Status,
        Key::Target => EntityKind::Path,
        Key::UserAgent => EntityKind::UserAgent,
        _ => return None,
    })
}
