//! An event's fields as they are written: what the system says first, then the event's own data.

use serde_json::{Map, Value};

use super::values::time;

/// Bytes of one event's text. Chosen: what is read of a line.
const MAX_TEXT_BYTES: usize = 64 << 10;

#[derive(Debug)]
pub(super) struct Fields {
    system: Map<String, Value>,
    data: Map<String, Value>,
    n_bytes: usize,
    /// Elements that are open, the outermost first.
    open: Vec<Open>,
}

#[derive(Debug)]
struct Open {
    name: String,
    /// Of a `Data` element.
    label: Option<String>,
    text: String,
    has_children: bool,
}

impl Fields {
    /// `number` and `ticks` stand before the event, and hold where it does not say them itself.
    pub(super) fn new(number: u64, ticks: u64) -> Self {
        let mut system = Map::new();
        let said = time(ticks).map_or(Value::Null, Value::String);
        system.insert("SystemTime".to_owned(), said);
        for name in ["Level", "Computer", "ProviderName", "EventID", "Channel"] {
            system.insert(name.to_owned(), Value::Null);
        }
        system.insert("EventRecordID".to_owned(), number.to_string().into());
        Self {
            system,
            data: Map::new(),
            n_bytes: 0,
            open: Vec::new(),
        }
    }

    pub(super) fn open(&mut self, name: String) {
        if let Some(above) = self.open.last_mut() {
            above.has_children = true;
        }
        self.open.push(Open {
            name,
            label: None,
            text: String::new(),
            has_children: false,
        });
    }

    pub(super) fn text(&mut self, text: &str) {
        if let Some(open) = self.open.last_mut()
            && self.n_bytes <= MAX_TEXT_BYTES
        {
            self.n_bytes += text.len();
            open.text.push_str(text);
        }
    }

    pub(super) fn attribute(&mut self, name: &str, text: &str) {
        let Some(open) = self.open.last_mut() else {
            return;
        };
        let system = match (open.name.as_str(), name) {
            ("Data", "Name") => {
                open.label = Some(text.to_owned());
                return;
            }
            ("Provider", "Name") => "ProviderName",
            ("TimeCreated", "SystemTime") => "SystemTime",
            ("Execution", "ProcessID") => "ExecutionProcessID",
            ("Security", "UserID") => "SecurityUserID",
            _ => return,
        };
        if !text.is_empty() {
            self.system.insert(system.to_owned(), text.into());
        }
    }

    pub(super) fn close(&mut self) {
        let Some(closed) = self.open.pop() else {
            return;
        };
        if closed.has_children || closed.text.is_empty() {
            return;
        }
        let is_system = self.open.iter().any(|above| above.name == "System");
        let text = closed.text.trim_end_matches(['\r', '\n']);
        if !is_system {
            let name = closed.label.unwrap_or(closed.name);
            self.n_bytes += name.len();
            return self.add_data(name, text);
        }
        let is_wanted = matches!(
            closed.name.as_str(),
            "EventID" | "Level" | "Channel" | "Computer" | "EventRecordID" | "Task" | "Keywords"
        );
        if is_wanted {
            let text = match closed.name.as_str() {
                "Level" => level(text),
                _ => text,
            };
            self.system.insert(closed.name, text.into());
        }
    }

    /// Data without a name come one behind the other.
    fn add_data(&mut self, name: String, text: &str) {
        if self.n_bytes > MAX_TEXT_BYTES {
            return;
        }
        match self.data.get_mut(&name) {
            Some(Value::String(before)) => {
                before.push_str(", ");
                before.push_str(text);
            }
            _ => {
                self.data.insert(name, text.into());
            }
        }
    }

    /// Appends the event as a line.
    pub(super) fn write(mut self, out: &mut Vec<u8>) {
        while !self.open.is_empty() {
            self.close();
        }
        self.system.retain(|_, value| !value.is_null());
        for (name, value) in self.data {
            // A name of the system's is not for the event to change.
            let name = match self.system.contains_key(&name) {
                true => format!("Data{name}"),
                false => name,
            };
            self.system.insert(name, value);
        }
        // Text and nothing else cannot fail to be written.
        if serde_json::to_writer(&mut *out, &self.system).is_ok() {
            out.push(b'\n');
        }
    }
}

/// Standard levels of Windows; audits have 0.
fn level(number: &str) -> &str {
    match number {
        "1" => "Critical",
        "2" => "Error",
        "3" => "Warning",
        "0" | "4" => "Information",
        "5" => "Verbose",
        other => other,
    }
}
