//! Connections. Slots: ip, dst, port, dport, kib, name, process.

use super::Level::{Info, Warning};
use super::{Wordings, words};
use crate::entry::What;

pub(super) fn of(what: What) -> Option<Wordings> {
    Some(match what {
        What::Blocked => words(
            Warning,
            &[
                (
                    "kernel",
                    "[UFW BLOCK] IN=eth0 OUT= SRC={ip} DST={dst} LEN=44 TTL=241 PROTO=TCP SPT={port} DPT={dport} SYN",
                ),
                (
                    "kernel",
                    "IN=eth0 OUT= MAC=52:54 SRC={ip} DST={dst} LEN=40 PROTO=TCP SPT={port} DPT={dport} WINDOW=1024 SYN",
                ),
            ],
            &[
                (
                    "filterlog",
                    "4,,,1000000103,vtnet0,match,block,in,4,tcp,{ip},{dst},{port},{dport}",
                ),
                (
                    "firewalld",
                    "REJECT from {ip} port {port} to {dst} port {dport}",
                ),
            ],
        ),
        What::ConnectionOpened => words(
            Info,
            &[
                (
                    "conntrack",
                    "[NEW] tcp src={ip} dst={dst} sport={port} dport={dport}",
                ),
                (
                    "netwatch",
                    "connection opened {ip}:{port} > {dst}:{dport} by {process}",
                ),
            ],
            &[
                ("flowd", "flow start {ip}.{port} -> {dst}.{dport} proto 6"),
                (
                    "sysmon",
                    "Network connection: {process} {ip}:{port} to {dst}:{dport}",
                ),
            ],
        ),
        What::ConnectionClosed => words(
            Info,
            &[
                (
                    "conntrack",
                    "[DESTROY] tcp src={ip} dst={dst} sport={port} dport={dport}",
                ),
                (
                    "netwatch",
                    "connection closed {ip}:{port} > {dst}:{dport} sent={kib}KiB",
                ),
            ],
            &[
                (
                    "flowd",
                    "flow end {ip}.{port} -> {dst}.{dport} octets {kib}K",
                ),
                (
                    "sysmon",
                    "Network connection ended: {dst}:{dport}, {kib} KiB",
                ),
            ],
        ),
        What::SentOut => words(
            Info,
            &[
                ("proxy", "{ip} TCP_TUNNEL/200 {kib}K CONNECT {dst}:{dport}"),
                ("netwatch", "transfer {ip} > {dst}:{dport} sent={kib}KiB"),
            ],
            &[
                ("flowd", "flow update {ip} -> {dst}.{dport} octets {kib}K"),
                ("zeek", "conn {ip} {dst} {dport} tcp orig_kib={kib} SF"),
            ],
        ),
        What::NameAsked => words(
            Info,
            &[
                ("dnsmasq", "query[A] {name} from {ip}"),
                ("named", "client {ip}#{port}: query: {name} IN A +"),
            ],
            &[
                ("unbound", "info: {ip} {name}. A IN"),
                ("coredns", "{ip}:{port} - \"A IN {name}. udp\" NOERROR"),
            ],
        ),
        _ => return None,
    })
}
