//! Embeds the page anew when dist/ holds another build.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // Development builds read dist/ when they start and embed nothing.
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo::rerun-if-changed=../../dist/build.json");
    }
}
