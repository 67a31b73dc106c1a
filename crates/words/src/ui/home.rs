//! The first view: where files come from, and what Jejak does, never does and reads.

catalogue! {
    /// Home.
    pub Home {
        Title => "What happened in these logs?", "Apa yang terjadi di log ini?";
        DropHere => "Drop log files here", "Letakkan berkas log di sini";
        DropNow => "Let go to read these files", "Lepaskan untuk membaca berkas ini";
        DropHint => "Several files or a whole folder are fine, compressed ones (gzip, bzip2, xz, zstd) and archives (zip, tar) too.", "Boleh beberapa berkas atau satu folder, termasuk yang dikompres (gzip, bzip2, xz, zstd) dan arsip (zip, tar).";
        ChooseFiles => "Choose files", "Pilih berkas";
        ChooseFolder => "Choose a folder", "Pilih folder";
        Paste => "Paste text", "Tempel teks";
        PasteTitle => "Paste log lines", "Tempel baris log";
        PasteLabel => "Log lines", "Baris log";
        PasteHint => "Each line is read as it would be in a file.", "Setiap baris dibaca seperti baris dalam berkas.";
        PasteRead => "Read this text", "Baca teks ini";
        PasteEmpty => "There is nothing to read yet: paste a few lines first.", "Belum ada yang bisa dibaca: tempelkan dulu beberapa baris.";
        PasteName => "pasted text", "teks tempelan";
        TrySample => "Try a sample", "Coba contoh";
        SampleServerName => "A small server under attack", "Server kecil yang diserang";
        SampleAppName => "An application in trouble", "Aplikasi yang bermasalah";
        SampleAppWhat => "An application log with repeated exceptions, restarts and failed sign-ins that name no address.", "Log aplikasi berisi galat berulang, layanan yang terus mulai ulang, dan gagal masuk tanpa alamat asal.";
        SampleFailed => "The sample could not be fetched. It lies beside this page: check the connection and try again, or choose files of your own.", "Contoh tidak dapat diambil. Contoh itu berada di situs halaman ini: periksa sambungan lalu coba lagi, atau pilih berkas Anda sendiri.";
        SampleServerWhat => "Two days of sign-ins, sudo, web requests and a shop’s own log. Passwords are guessed, one guess succeeds, and the intruder goes on to root and the shop.", "Dua hari log masuk, sudo, permintaan web, dan log sebuah toko. Sandi ditebak, satu tebakan berhasil, lalu penyusup meraih root dan menyerang tokonya.";
        SampleQuietName => "A calm day", "Hari yang tenang";
        SampleQuietWhat => "The same server the day before, without an attack: this is what normal looks like.", "Server yang sama sehari sebelumnya, tanpa serangan: seperti inilah keadaan normal.";
        Does => "It reads every line of your log files, groups what belongs together, and says in plain words what went wrong and which lines prove it.", "Jejak membaca setiap baris log Anda, mengelompokkan yang saling terkait, lalu menjelaskan dengan bahasa sederhana apa yang salah dan baris mana buktinya.";
        NeverDoes => "It never sends your files anywhere: the work is done in this tab, and it goes on with the network off.", "Berkas Anda tidak pernah dikirim ke mana pun: semua diolah di tab ini, dan tetap berjalan tanpa jaringan.";
        Reads => "It reads sign-in and system logs (syslog, auth.log, audit), web servers’ access and error logs, databases, containers, application logs, CSV, JSON lines and plain text.", "Yang dapat dibaca: log masuk dan log sistem (syslog, auth.log, audit), log akses dan galat server web, basis data, kontainer, log aplikasi, CSV, baris JSON, dan teks biasa.";
        DoesLabel => "What it does", "Yang dilakukan";
        NeverDoesLabel => "What it never does", "Yang tidak pernah dilakukan";
        ReadsLabel => "What it reads", "Yang dapat dibaca";
        ZoneQuestion => "Many logs do not say their time zone. Read such times as:", "Banyak log tidak menyebut zona waktunya. Baca waktu seperti itu sebagai:";
        Recent => "Recent analyses", "Analisis terakhir";
        KeepRecent => "Remember analyses on this device", "Ingat analisis di perangkat ini";
        ForgetRecent => "Forget them", "Hapus semuanya";
        NoFilesDropped => "That held no files. Drop log files, or choose them with the button.", "Tidak ada berkas di dalamnya. Letakkan berkas log, atau pilih dengan tombol.";
    }
}
