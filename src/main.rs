//! Starts the page; all of it lives in the library.

fn main() {
    jejak_page::start();
}
