//! Which addresses may be asked. A feed says where its articles are and a server where to go instead; neither may send
//! us into the network that this machine stands in.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// Why a link is not followed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Not http or https.
    #[error("`{0}:` is not asked, only http and https")]
    Scheme(String),
    /// No host, or a name and password in the address.
    #[error("the address has no host, or a name and password in it")]
    Host,
    /// In a private network.
    #[error("{0} is in a private network; if that is meant, name the host in `private_hosts`")]
    Private(String),
    /// From https to http.
    #[error("leads from https to http ({0})")]
    Downgrade(String),
}

/// Whether an address may be asked at all. Names are looked at again when they have been resolved
/// ([`crate::http::Request::private`]), so that a name for a private address helps nobody.
pub fn check(url: &Url, private_hosts: &[String]) -> Result<(), Refused> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Refused::Scheme(url.scheme().to_owned()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Refused::Host);
    }
    if is_allowed(url, private_hosts) {
        return Ok(());
    }
    let private = match url.host().ok_or(Refused::Host)? {
        Host::Ipv4(ip) => is_private(ip.into()),
        Host::Ipv6(ip) => is_private(ip.into()),
        Host::Domain(name) => {
            let name = name.trim_end_matches('.');
            name == "localhost" || name.ends_with(".localhost") || !name.contains('.')
        }
    };
    if private { Err(Refused::Private(url.host_str().unwrap_or_default().to_owned())) } else { Ok(()) }
}

/// Whether the configuration names this host as one that may be private.
pub fn is_allowed(url: &Url, private_hosts: &[String]) -> bool {
    url.host_str().is_some_and(|h| private_hosts.iter().any(|p| p.eq_ignore_ascii_case(h)))
}

/// Whether an address is of this machine, of a local network, or of no single machine.
pub fn is_private(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => v4(ip),
        IpAddr::V6(ip) => v6(ip),
    }
}

fn v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_documentation()
        || a == 0
        || a >= 224
        || a == 100 && (64..128).contains(&b)
        || a == 198 && (b == 18 || b == 19)
        || (a, b, c) == (192, 0, 0)
}

fn v6(ip: Ipv6Addr) -> bool {
    let s = ip.segments();
    // Addresses that carry one of version 4: mapped, compatible, NAT64, 6to4.
    let inner = |a: u16, b: u16| {
        let ([a, b], [c, d]) = (a.to_be_bytes(), b.to_be_bytes());
        Ipv4Addr::new(a, b, c, d)
    };
    if s[..5] == [0; 5] && (s[5] == 0xffff || s[5] == 0) || s[..6] == [0x64, 0xff9b, 0, 0, 0, 0] {
        return v4(inner(s[6], s[7]));
    }
    if s[0] == 0x2002 {
        return v4(inner(s[1], s[2]));
    }
    // Outside of global unicast (2000::/3), Teredo, documentation, local NAT64.
    s[0] & 0xe000 != 0x2000 || s[..2] == [0x2001, 0] || s[..2] == [0x2001, 0xdb8]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(url: &str) -> bool {
        check(&Url::parse(url).expect("an address"), &["10.0.0.5".into()]).is_err()
    }

    #[test]
    fn nothing_leads_inside() {
        for url in [
            "http://127.0.0.1/",
            "http://127.1/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://localhost:8080/",
            "http://localhost./",
            "http://printer/",
            "http://[::1]/",
            "http://[::ffff:192.168.0.1]/",
            "http://[64:ff9b::10.0.0.1]/",
            "http://[2002:7f00:1::]/",
            "http://[fe80::1]/",
            "http://[fd00::1]/",
            "http://169.254.169.254/latest/meta-data",
            "http://100.64.0.1/",
            "http://0.0.0.0/",
            "http://10.0.0.6/",
            "file:///etc/passwd",
            "ftp://news.example/",
            "http://me:secret@news.example/",
        ] {
            assert!(refused(url), "{url}");
        }
        for url in [
            "https://news.example/a",
            "http://93.184.216.34/",
            "http://[2606:2800:220:1::]/",
            "http://10.0.0.5:81/",
        ] {
            assert!(!refused(url), "{url}");
        }
    }
}
