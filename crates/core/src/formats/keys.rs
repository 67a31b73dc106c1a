//! Names that programs give to the fields of structured lines (JSON, logfmt), and what they mean.

use serde::{Deserialize, Serialize};

/// What a field is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Key {
    Time,
    Level,
    Message,
    /// What stands for the message where none is named so.
    Event,
    Host,
    Process,
    Pid,
    User,
    Source,
    Status,
    Method,
    Target,
    /// What a W3C log keeps apart from the path.
    Query,
    Protocol,
    Bytes,
    Referer,
    UserAgent,
    /// A whole request line.
    Request,
    /// The number of a Windows event.
    EventId,
}

/// How many meanings there are.
pub const N_KEYS: usize = Key::EventId as usize + 1;

/// The meaning of a field's name, in any case and with `-` or a space for `_`; nested names are joined by dots
/// (`source.ip`, the Elastic Common Schema).
pub fn key(name: &str) -> Option<Key> {
    // The longest name below; longer ones need no look.
    const LONGEST: usize = 27;
    if name.len() > LONGEST {
        return None;
    }
    let mut lower = [0_u8; LONGEST];
    let lower = lower.get_mut(..name.len())?;
    for (to, from) in lower.iter_mut().zip(name.bytes()) {
        *to = if matches!(from, b'-' | b' ') {
            b'_'
        } else {
            from.to_ascii_lowercase()
        };
    }
    Some(match &*lower {
        b"time"
        | b"timestamp"
        | b"@timestamp"
        | b"ts"
        | b"t"
        | b"@t"
        | b"time_local"
        | b"time_iso8601"
        | b"datetime"
        | b"date"
        | b"asctime"
        | b"eventtime"
        | b"event_time"
        | b"timemillis"
        | b"t.$date"
        | b"edgestarttimestamp"
        | b"edgeendtimestamp"
        | b"created_at"
        | b"__realtime_timestamp"
        | b"date_and_time"
        | b"timecreated"
        | b"timegenerated"
        | b"event_time_utc"
        | b"systemtime"
        | b"startutc"
        | b"timestamp_ns"
        | b"timestamp_ms"
        | b"timestampms"
        | b"time_ns"
        | b"timeunixnano"
        | b"observedtimeunixnano"
        | b"time_unix_nano"
        | b"epoch_ms"
        | b"unixtime"
        | b"unix_time"
        | b"log_time"
        | b"logtime"
        | b"log_timestamp"
        | b"creationtime"
        | b"event.created"
        | b"protopayload.requesttime"
        | b"request_time_iso" => Key::Time,
        b"level" | b"severity" | b"lvl" | b"loglevel" | b"log_level" | b"log.level"
        | b"leveldisplayname" | b"entrytype" | b"s" | b"levelname" | b"level_name" | b"@l"
        | b"severity_text" | b"severitytext" | b"priority" | b"log_severity" | b"logseverity"
        | b"event.severity" | b"sev" | b"loglevel_name" | b"severity_label" | b"severitylabel"
        | b"syslog_severity" | b"lev" => Key::Level,
        b"message"
        | b"msg"
        | b"@m"
        | b"alert.signature"
        | b"short_message"
        | b"log_message"
        | b"logmessage"
        | b"log.message"
        | b"textpayload"
        | b"jsonpayload.message"
        | b"body.stringvalue"
        | b"rendered_message"
        | b"renderedmessage" => Key::Message,
        b"event" | b"log" | b"text" | b"body" | b"@mt" | b"messagetemplate" | b"error"
        | b"event_type" | b"eventname" => Key::Event,
        b"request" => Key::Request,
        b"eventid" | b"event_id" | b"eventcode" | b"event.code" | b"winlog.event_id" => {
            Key::EventId
        }
        b"host"
        | b"hostname"
        | b"host.name"
        | b"machinename"
        | b"computer"
        | b"computername"
        | b"s_computername"
        | b"win.system.computer"
        | b"host.hostname"
        | b"_hostname"
        | b"server" => Key::Host,
        b"service"
        | b"service.name"
        | b"logger"
        | b"logger_name"
        | b"loggername"
        | b"log.logger"
        | b"name"
        | b"app"
        | b"application"
        | b"component"
        | b"module"
        | b"process.name"
        | b"providername"
        | b"winlog.provider_name"
        | b"win.system.providername"
        | b"sourcename"
        | b"s_sitename"
        | b"program"
        | b"syslog_identifier"
        | b"channel"
        | b"caller"
        | b"source_context"
        | b"sourcecontext" => Key::Process,
        b"pid" | b"process.pid" | b"_pid" | b"syslog_pid" | b"process_id" => Key::Pid,
        b"user"
        | b"username"
        | b"user.name"
        | b"user_name"
        | b"userid"
        | b"user_id"
        | b"user.id"
        | b"useridentity.username"
        | b"cs_username"
        | b"targetusername"
        | b"remote_user"
        | b"login"
        | b"account"
        | b"attr.principalname"
        | b"attr.user"
        | b"principal"
        | b"principalname"
        | b"userprincipalname"
        | b"user_principal_name"
        | b"actor.name"
        | b"actor_name"
        | b"suser"
        | b"srcuser"
        | b"user_email"
        | b"user.email"
        | b"account_name"
        | b"accountname"
        | b"auth_user" => Key::User,
        b"ip"
        | b"client_ip"
        | b"clientip"
        | b"client.ip"
        | b"client.address"
        | b"source.ip"
        | b"source.address"
        | b"src_ip"
        | b"srcip"
        | b"remote_addr"
        | b"remoteaddr"
        | b"remote_ip"
        | b"remoteip"
        | b"remote_address"
        | b"sourceipaddress"
        | b"ip_address"
        | b"ipaddress"
        | b"clientaddress"
        | b"client_addr"
        | b"clienthost"
        | b"request.remote_ip"
        | b"request.client_ip"
        | b"req.remoteaddress"
        | b"c_ip"
        | b"id.orig_h"
        | b"attr.remote"
        | b"addr.remote"
        | b"client"
        | b"peer"
        | b"raddr"
        | b"rhost"
        | b"httprequest.remoteip"
        | b"http.client_ip"
        | b"visitor_ip"
        | b"srcaddr"
        | b"src_addr"
        | b"source_ip"
        | b"sourceip"
        | b"sourceaddress"
        | b"source_address"
        | b"ip_src"
        | b"x_real_ip"
        | b"real_ip"
        | b"remote_host"
        | b"remotehost"
        | b"peer_addr"
        | b"callerip"
        | b"calleripaddress"
        | b"userip"
        | b"user_ip"
        | b"actor_ip"
        | b"attr.client"
        | b"fwd" => Key::Source,
        b"status"
        | b"status_code"
        | b"sc_status"
        | b"http.status"
        | b"statuscode"
        | b"http.response.status_code"
        | b"res.statuscode"
        | b"response.status"
        | b"response_code"
        | b"response_status"
        | b"edgeresponsestatus"
        | b"originstatus"
        | b"downstreamstatus"
        | b"http_status"
        | b"http_status_code"
        | b"httpstatus"
        | b"httpstatuscode"
        | b"responsestatus"
        | b"response.statuscode"
        | b"resp_status"
        | b"httprequest.status" => Key::Status,
        b"method"
        | b"httpmethod"
        | b"req_method"
        | b"http.request_method"
        | b"http_method"
        | b"request_method"
        | b"http.request.method"
        | b"cs_method"
        | b"http.http_method"
        | b"verb"
        | b"req.method"
        | b"clientrequestmethod"
        | b"requestmethod"
        | b"request.method"
        | b"httprequest.requestmethod" => Key::Method,
        b"path"
        | b"http_path"
        | b"request_path"
        | b"request_url"
        | b"requesturl"
        | b"requesturi"
        | b"http.target"
        | b"http_url"
        | b"url"
        | b"uri"
        | b"request_uri"
        | b"cs_uri_stem"
        | b"http.url"
        | b"url.path"
        | b"url.original"
        | b"target"
        | b"req.url"
        | b"clientrequesturi"
        | b"requestpath"
        | b"request.uri"
        | b"request.path"
        | b"request.url"
        | b"httprequest.requesturl" => Key::Target,
        b"cs_uri_query" => Key::Query,
        b"protocol" | b"cs_version" | b"server_protocol" | b"request.proto"
        | b"requestprotocol" | b"http.version" | b"httpversion" => Key::Protocol,
        b"bytes"
        | b"body_bytes_sent"
        | b"bytes_sent"
        | b"size"
        | b"http.response.body.bytes"
        | b"sc_bytes"
        | b"response_size"
        | b"response_body_size"
        | b"bytes_out"
        | b"edgeresponsebytes"
        | b"origincontentsize"
        | b"downstreamcontentsize" => Key::Bytes,
        b"referer"
        | b"cs(referer)"
        | b"referrer"
        | b"http_referer"
        | b"request_referer"
        | b"http.request.referrer" => Key::Referer,
        b"user_agent"
        | b"useragent"
        | b"agent"
        | b"cs(user_agent)"
        | b"http.http_user_agent"
        | b"request.headers.user_agent"
        | b"request_user_agent"
        | b"http_user_agent"
        | b"user_agent.original"
        | b"clientrequestuseragent"
        | b"http_useragent"
        | b"httprequest.useragent" => Key::UserAgent,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_any_spelling() {
        for (name, expected) in [
            ("@timestamp", Some(Key::Time)),
            ("Level", Some(Key::Level)),
            ("user-agent", Some(Key::UserAgent)),
            ("http.response.status_code", Some(Key::Status)),
            ("source.ip", Some(Key::Source)),
            ("colour", None),
            ("", None),
            ("a_name_that_is_much_longer_than_any", None),
        ] {
            assert_eq!(key(name), expected, "{name}");
        }
    }
}
