//! MITRE ATT&CK (Enterprise) names as of version 16.

use jejak_protocol::{FactKey, FactValue, IncidentKind, Technique, are_of_windows};

use crate::detectors::Finding;

/// The technique that a finding shows, if it shows one.
pub(super) fn technique(finding: &Finding) -> Option<Technique> {
    let text = |key| match finding.facts.get(&key) {
        Some(FactValue::Text(text)) => text.as_str(),
        _ => "",
    };
    let (id, name) = match finding.kind {
        IncidentKind::BruteForce | IncidentKind::SlowBruteForce => {
            ("T1110.001", "Brute Force: Password Guessing")
        }
        IncidentKind::PasswordSpraying => ("T1110.003", "Brute Force: Password Spraying"),
        IncidentKind::AccountTakeover => ("T1078", "Valid Accounts"),
        IncidentKind::PrivilegeEscalation => match text(FactKey::Act) {
            "uid_zero" => ("T1136.001", "Create Account: Local Account"),
            "group_added" => (
                "T1098.007",
                "Account Manipulation: Additional Local or Domain Groups",
            ),
            // Another tool than sudo.
            _ if !text(FactKey::Service).is_empty() => {
                ("T1548", "Abuse Elevation Control Mechanism")
            }
            _ => (
                "T1548.003",
                "Abuse Elevation Control Mechanism: Sudo and Sudo Caching",
            ),
        },
        IncidentKind::WebScan => ("T1595.003", "Active Scanning: Wordlist Scanning"),
        IncidentKind::WebAttack => match text(FactKey::AttackClass) {
            "scanner" | "probe" => ("T1595.002", "Active Scanning: Vulnerability Scanning"),
            _ => ("T1190", "Exploit Public-Facing Application"),
        },
        IncidentKind::Malware
        | IncidentKind::Persistence
        | IncidentKind::LogTampering
        | IncidentKind::FileActivity
        | IncidentKind::SuspiciousNetwork
        | IncidentKind::ResourceExhaustion
        | IncidentKind::SystemError => {
            let sign = text(FactKey::Sign).split(',').next()?;
            let on_windows = match are_of_windows(&finding.entities) {
                true => technique_on_windows(sign),
                false => None,
            };
            on_windows.or_else(|| technique_of_sign(sign))?
        }
        IncidentKind::MissingRecords
        | IncidentKind::NewTemplate
        | IncidentKind::VolumeChange
        | IncidentKind::MetricChange
        | IncidentKind::UnusualBehaviour => {
            return None;
        }
    };
    Some(Technique {
        id: id.to_owned(),
        name: name.to_owned(),
    })
}

/// Where Windows has a technique of its own.
fn technique_on_windows(sign: &str) -> Option<(&'static str, &'static str)> {
    Some(match sign {
        "reverse_shell" => ("T1059", "Command and Scripting Interpreter"),
        "startup_file" => (
            "T1547.001",
            "Boot or Logon Autostart Execution: Registry Run Keys / Startup Folder",
        ),
        "service_unit" => (
            "T1543.003",
            "Create or Modify System Process: Windows Service",
        ),
        "cron_entry" => ("T1053.005", "Scheduled Task/Job: Scheduled Task"),
        "log_cleared" => ("T1070.001", "Indicator Removal: Clear Windows Event Logs"),
        "credential_read" => ("T1003", "OS Credential Dumping"),
        "open_permissions" => (
            "T1222.001",
            "File and Directory Permissions Modification: Windows File and Directory Permissions Modification",
        ),
        _ => return None,
    })
}

/// Of a sign; the machine's own trouble is nobody's technique.
fn technique_of_sign(sign: &str) -> Option<(&'static str, &'static str)> {
    Some(match sign {
        "reverse_shell" => ("T1059.004", "Command and Scripting Interpreter: Unix Shell"),
        "miner" => ("T1496", "Resource Hijacking"),
        "web_shell" => ("T1505.003", "Server Software Component: Web Shell"),
        "malware_found" => ("T1204.002", "User Execution: Malicious File"),
        "download_run" => ("T1105", "Ingress Tool Transfer"),
        "encoded_command" => (
            "T1027.010",
            "Obfuscated Files or Information: Command Obfuscation",
        ),
        "run_from_temp" => ("T1059", "Command and Scripting Interpreter"),
        "preload" => (
            "T1574.006",
            "Hijack Execution Flow: Dynamic Linker Hijacking",
        ),
        "authorized_keys" => ("T1098.004", "Account Manipulation: SSH Authorized Keys"),
        "kernel_module" => (
            "T1547.006",
            "Boot or Logon Autostart Execution: Kernel Modules and Extensions",
        ),
        "startup_file" => (
            "T1546.004",
            "Event Triggered Execution: Unix Shell Configuration Modification",
        ),
        "service_unit" => (
            "T1543.002",
            "Create or Modify System Process: Systemd Service",
        ),
        "cron_entry" => ("T1053.003", "Scheduled Task/Job: Cron"),
        "log_cleared" => (
            "T1070.002",
            "Indicator Removal: Clear Linux or Mac System Logs",
        ),
        "history_cleared" => ("T1070.003", "Indicator Removal: Clear Command History"),
        "security_off" => ("T1562.001", "Impair Defenses: Disable or Modify Tools"),
        "clock_back" => ("T1070.006", "Indicator Removal: Timestomp"),
        "credential_read" => (
            "T1003.008",
            "OS Credential Dumping: /etc/passwd and /etc/shadow",
        ),
        "setuid" => (
            "T1548.001",
            "Abuse Elevation Control Mechanism: Setuid and Setgid",
        ),
        "system_path" => ("T1565.001", "Data Manipulation: Stored Data Manipulation"),
        "mass_delete" => ("T1485", "Data Destruction"),
        "immutable" | "open_permissions" => (
            "T1222.002",
            "File and Directory Permissions Modification: Linux and Mac File and Directory Permissions Modification",
        ),
        "refusals" => ("T1595", "Active Scanning"),
        "port_scan" | "host_sweep" => ("T1046", "Network Service Discovery"),
        "firewall_flood" | "syn_flood" => ("T1498", "Network Denial of Service"),
        "rare_outbound" => ("T1571", "Non-Standard Port"),
        "outbound_volume" => ("T1048", "Exfiltration Over Alternative Protocol"),
        _ => return None,
    })
}
