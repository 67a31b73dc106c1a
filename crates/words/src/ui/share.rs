//! Sharing what was found: what goes in, what is hidden, how long it lives, and opening it.

use jejak_protocol::server::ShareLife;

use crate::lang::Lang;

catalogue! {
    /// Making, sending and opening a share.
    pub Share {
        Title => "Share", "Bagikan";
        Intro => "What you choose is packed and encrypted here. The server keeps bytes that it cannot read; the key is part of the link and is never sent.", "Yang Anda pilih dikemas dan dienkripsi di sini. Server menyimpan data yang tidak dapat dibacanya; kuncinya bagian dari tautan dan tidak pernah dikirim.";
        IntroStatic => "What you choose is packed here, on this device. Nothing is sent anywhere.", "Yang Anda pilih dikemas di sini, di perangkat ini. Tidak ada yang dikirim ke mana pun.";
        What => "What to share", "Yang dibagikan";
        AllIncidents => "All incidents", "Semua insiden";
        NoIncidents => "No incident is chosen: the share has the overview only.", "Tidak ada insiden yang dipilih: hanya ringkasan yang dibagikan.";
        Excerpts => "With the lines that prove them", "Dengan baris buktinya";
        ExcerptsHint => "Raw log lines may hold more than is seen at first. Look through the preview before you share them.", "Baris log mentah bisa memuat lebih dari yang tampak. Periksa pratinjau sebelum membagikannya.";
        Hide => "Hide in it", "Sembunyikan";
        HideAddresses => "Addresses", "Alamat";
        HideUsers => "Users", "Pengguna";
        HideHosts => "Hosts and file names", "Host dan nama berkas";
        HideMail => "Mail addresses", "Alamat surel";
        HideSecrets => "Passwords, tokens and keys", "Kata sandi, token, dan kunci";
        HideHint => "Each hidden name becomes the same stand-in everywhere: address-1, user-2. Who reads it still sees who did what.", "Setiap nama yang disembunyikan diganti nama samaran yang sama di mana-mana: address-1, user-2. Pembaca tetap melihat siapa melakukan apa.";
        Preview => "Preview of what is hidden", "Pratinjau yang disembunyikan";
        PreviewNone => "Nothing is hidden.", "Tidak ada yang disembunyikan.";
        Instead => "Instead of it", "Gantinya";
        Hidden => "Hidden", "Disembunyikan";
        Life => "How long it lives", "Masa berlaku";
        Burn => "Opens once", "Sekali buka";
        BurnHint => "The first to open it gets it; then it is gone.", "Pembuka pertama mendapatkannya; setelah itu hilang.";
        Password => "Password, if you want one", "Kata sandi, bila perlu";
        PasswordHint => "Tell it by another way than the link.", "Sampaikan lewat jalan lain, bukan bersama tautannya.";
        Size => "Size", "Ukuran";
        TooLarge => "This is more than the server takes. Choose fewer incidents or leave the lines out.", "Ini melebihi batas server. Pilih lebih sedikit insiden atau tanpa barisnya.";
        Make => "Make the link", "Buat tautan";
        Packing => "Packing…", "Mengemas…";
        MakeFile => "Save as a file (.jejak)", "Simpan sebagai berkas (.jejak)";
        MakeHtml => "Save as a page (HTML)", "Simpan sebagai halaman (HTML)";
        MakeFragment => "Make a link that holds everything", "Buat tautan yang memuat semuanya";
        FragmentLong => "This does not fit into a link that mail and chat programs leave whole. Choose fewer incidents, or save a file.", "Ini tidak muat dalam tautan yang dibiarkan utuh oleh program surel dan obrolan. Pilih lebih sedikit insiden, atau simpan berkas.";
        FragmentOpen => "Whoever has this link reads what is in it: nothing in it is encrypted.", "Siapa pun yang memegang tautan ini dapat membaca isinya: isinya tidak dienkripsi.";
        SignInFirst => "Sign in as analyst or admin to keep a share on this server.", "Masuklah sebagai analis atau admin untuk menyimpan berbagian di server ini.";
        Ready => "The link is ready", "Tautan siap";
        ReadyHint => "It is shown only now. Whoever has it can open the share.", "Hanya ditampilkan sekarang. Siapa pun yang memegangnya dapat membuka berbagian ini.";
        QrName => "QR code of the link", "Kode QR tautan";
        Another => "Make another one", "Buat satu lagi";
        Mine => "My shares", "Berbagian saya";
        MineNone => "Nothing is shared. Open an analysis and choose “Share”.", "Belum ada yang dibagikan. Buka analisis lalu pilih “Bagikan”.";
        MineHint => "The server knows no more of them than this list.", "Yang diketahui server tentangnya hanyalah daftar ini.";
        Made => "Made", "Dibuat";
        Ends => "Ends", "Berakhir";
        Once => "once", "sekali";
        Often => "any number of times", "berkali-kali";
        Opens => "Opens", "Dapat dibuka";
        Delete => "Delete", "Hapus";
        OpenTitle => "Somebody shared an analysis with you", "Seseorang membagikan analisis kepada Anda";
        OpenHint => "It is decrypted here, in your browser. It may open only once: open it when you have time to read it.", "Isinya didekripsi di sini, di peramban Anda. Mungkin hanya dapat dibuka sekali: bukalah saat Anda sempat membacanya.";
        OpenHere => "It is in the link itself. Nothing is fetched.", "Isinya ada di tautan itu sendiri. Tidak ada yang diambil.";
        Open => "Open it", "Buka";
        Opening => "Fetching and decrypting…", "Mengambil dan mendekripsi…";
        OpenPassword => "Password, if you were told one", "Kata sandi, bila Anda diberi tahu";
        OpenGone => "There is nothing to open: the link is incomplete, the password is wrong, or the share has ended or was opened before.", "Tidak ada yang dapat dibuka: tautannya tidak lengkap, kata sandinya salah, atau berbagian ini sudah berakhir atau pernah dibuka.";
        OpenBroken => "This could not be read: it is damaged, or of another version of Jejak.", "Ini tidak dapat dibaca: rusak, atau dari versi Jejak yang lain.";
        OpenBurnt => "It has burnt on the server: this is the only copy. Keep it on this device or save it if you need it again.", "Di server sudah terhapus: ini satu-satunya salinan. Simpan bila Anda memerlukannya lagi.";
        IsShared => "This was shared with you, without its log files.", "Ini dibagikan kepada Anda, tanpa berkas lognya.";
        NoLine => "This line was not shared.", "Baris ini tidak dibagikan.";
    }
}

sentences! {
    /// The size meter, for screen readers too.
    of_limit(size: &str, limit: &str) => "{size} of {limit}", "{size} dari {limit}";
}

/// How long a share lives.
pub fn life(life: ShareLife, lang: Lang) -> &'static str {
    let (en, id) = match life {
        ShareLife::Hour => ("1 hour", "1 jam"),
        ShareLife::Day => ("1 day", "1 hari"),
        ShareLife::Week => ("7 days", "7 hari"),
        ShareLife::Month => ("30 days", "30 hari"),
    };
    match lang {
        Lang::En => en,
        Lang::Id => id,
    }
}
