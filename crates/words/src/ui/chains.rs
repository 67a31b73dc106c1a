//! Stories: incidents that belong together.

catalogue! {
    /// Above the list of incidents.
    pub Chains {
        Title => "Stories", "Rangkaian kejadian";
    }
}
