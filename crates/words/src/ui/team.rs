//! The team: who is in it, what each may do, and links that let people in.

catalogue! {
    /// The team, for admins.
    pub Team {
        Title => "Team", "Tim";
        Name => "Name", "Nama";
        State => "State", "Keadaan";
        SecondFactor => "Authenticator", "Autentikator";
        Sessions => "Sessions", "Sesi";
        Active => "active", "aktif";
        Disabled => "disabled", "dinonaktifkan";
        Stopped => "stopped after 100 failures", "dihentikan setelah 100 kegagalan";
        Yes => "yes", "ya";
        No => "no", "tidak";
        Actions => "What to do", "Tindakan";
        Disable => "Disable", "Nonaktifkan";
        Enable => "Enable", "Aktifkan";
        Unlock => "Unlock", "Buka kunci";
        EndSessions => "End sessions", "Akhiri sesi";
        Reset => "Link for a new password", "Tautan kata sandi baru";
        You => "you", "Anda";
        Invite => "Invite somebody", "Undang seseorang";
        InviteHint => "The link makes one account with this role. Give it to one person, by a way that you trust.", "Tautan ini membuat satu akun dengan peran ini. Berikan kepada satu orang, lewat cara yang Anda percaya.";
        MakeLink => "Make a link", "Buat tautan";
        LinkOnce => "It works once and is shown only now.", "Berlaku satu kali dan hanya ditampilkan sekarang.";
        Done => "Done.", "Selesai.";
        LinkGood => "Good until", "Berlaku sampai";
        NotAllowed => "Only admins see this.", "Hanya admin yang melihat ini.";
    }
}

sentences! {
    /// Over the link that sets a new password.
    reset_for(name: &str) => "A new password for {name}. The authenticator stays as it is.", "Kata sandi baru untuk {name}. Autentikator tetap seperti semula.";
    /// Names a menu for a screen reader.
    role_of(name: &str) => "Role of {name}", "Peran {name}";
}
