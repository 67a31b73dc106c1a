//! One event of Windows as a line of JSON: what the system says first, then the event's own data.
//!
//! In: the elements of the event's XML as they come, whether they stand there in binary or as text. Of
//! what the event viewer adds (`RenderingInfo`), the sentence is kept; the rest says again in words what
//! the system says in numbers.

use serde_json::{Map, Value};

/// Bytes of one event's text. Chosen: what is read of a line.
const MAX_TEXT_BYTES: usize = 64 << 10;

/// What the system says of every event, in the order of the line.
const FIRST: [&str; 7] = [
    "SystemTime",
    "Level",
    "Computer",
    "ProviderName",
    "EventID",
    "Channel",
    "EventRecordID",
];

#[derive(Debug)]
pub(super) struct WindowsEvent {
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

impl WindowsEvent {
    pub(super) fn new() -> Self {
        let named = FIRST.iter().map(|name| ((*name).to_owned(), Value::Null));
        Self {
            system: named.collect(),
            data: Map::new(),
            n_bytes: 0,
            open: Vec::new(),
        }
    }

    /// Number and time that stand before the event, and hold where it does not say them itself.
    pub(super) fn with(mut self, number: u64, time: Option<String>) -> Self {
        self.system
            .insert("EventRecordID".to_owned(), number.to_string().into());
        if let Some(time) = time {
            self.system.insert("SystemTime".to_owned(), time.into());
        }
        self
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
        let is_within = |name: &str| self.open.iter().any(|above| above.name == name);
        if is_within("RenderingInfo") && closed.name != "Message" {
            return;
        }
        let is_system = is_within("System");
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

    /// Appends the event as a line; one that says nothing has none.
    pub(super) fn write(mut self, out: &mut Vec<u8>) {
        while !self.open.is_empty() {
            self.close();
        }
        self.system.retain(|_, value| !value.is_null());
        if self.system.is_empty() && self.data.is_empty() {
            return;
        }
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
