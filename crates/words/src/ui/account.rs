//! The own account on the server: its password, authenticator, sessions and known browsers.

catalogue! {
    /// The own account.
    pub Account {
        Rooms => "Account and team", "Akun dan tim";
        BackToAnalysis => "Back to the analysis", "Kembali ke analisis";
        BackToStart => "Back to the start", "Kembali ke awal";
        SignedInAs => "Signed in as", "Masuk sebagai";
        SignOut => "Sign out", "Keluar";
        Role => "Role", "Peran";
        PasswordTitle => "Password", "Kata sandi";
        PasswordHint => "A change ends every other session of this account and forgets other browsers.", "Perubahan mengakhiri semua sesi lain akun ini dan melupakan peramban lain.";
        Current => "Password now", "Kata sandi sekarang";
        Change => "Change the password", "Ubah kata sandi";
        Changed => "The password is changed.", "Kata sandi sudah diubah.";
        FactorTitle => "Authenticator", "Autentikator";
        FactorOn => "A code is asked for at every sign-in.", "Kode diminta setiap kali masuk.";
        FactorOff => "No authenticator is set up: the password alone lets you in.", "Autentikator belum disiapkan: kata sandi saja sudah cukup untuk masuk.";
        FactorNew => "Set up a new authenticator", "Siapkan autentikator baru";
        FactorSetUp => "Set up an authenticator", "Siapkan autentikator";
        FactorRemove => "Remove the authenticator", "Hapus autentikator";
        FactorRemoved => "The authenticator is removed.", "Autentikator sudah dihapus.";
        NewCodes => "Make new recovery codes", "Buat kode pemulihan baru";
        NewCodesHint => "The old ones are good no more.", "Kode yang lama tidak berlaku lagi.";
        Confirm => "Confirm", "Konfirmasi";
        SessionsTitle => "Sessions", "Sesi";
        SessionsHint => "Where this account is signed in. End what you do not know, and then change the password.", "Tempat akun ini sedang masuk. Akhiri yang tidak Anda kenal, lalu ubah kata sandinya.";
        Browser => "Browser", "Peramban";
        Address => "Address", "Alamat";
        Since => "Since", "Sejak";
        LastSeen => "Last seen", "Terakhir terlihat";
        ThisOne => "this one", "yang ini";
        End => "End", "Akhiri";
        EndOthers => "End all others", "Akhiri semua yang lain";
        DevicesTitle => "Known browsers", "Peramban yang dikenal";
        DevicesNone => "No browser is remembered.", "Tidak ada peramban yang diingat.";
        Forget => "Forget", "Lupakan";
        RoleViewer => "Viewer", "Pembaca";
        RoleAnalyst => "Analyst", "Analis";
        RoleAdmin => "Admin", "Pengelola";
        RoleViewerMay => "opens what is shared", "membuka yang dibagikan";
        RoleAnalystMay => "shares analyses", "membagikan analisis";
        RoleAdminMay => "lets people in and reads the audit log", "memberi akses dan membaca log audit";
        CopyLink => "Copy the link", "Salin tautan";
    }
}
