//! Who asks: the address that counts, and what the browser carries.

use std::net::IpAddr;

/// Made once for each request, before any handler.
#[derive(Clone)]
pub(crate) struct Visitor {
    /// The client's own address, as far as trusted proxies vouch for it.
    pub(crate) address: IpAddr,
    /// As the browser names itself, cut short, without control characters.
    pub(crate) agent: String,
    pub(crate) session: Option<String>,
    pub(crate) device: Option<String>,
}

impl std::fmt::Debug for Visitor {
    /// Without the tokens.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = f.debug_struct("Visitor");
        shown
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}
