//! Names that carry their content's hash, so that browsers may keep these files for good.
//!
//! Trunk does this for the page's own program; here it is done for the workers, the start-up
//! script, the styles and the charts, whose names are written in index.html or in a loader.

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use super::{Files, hex};

/// Characters of the hash in a name; trunk uses as many.
const HASH_LEN: usize = 16;
const LOADER: &str = "_loader.js";

/// Gives each worker's program, glue and loader hashed names, known to index.html.
///
/// Trunk's loader is replaced by one that tells the page when the program cannot start: a rejected
/// promise alone stays inside the worker.
///
/// # Errors
/// When a worker's file is missing or index.html does not name its loader.
pub(crate) fn hash_workers(files: &mut Files) -> Result<()> {
    let workers: Vec<String> = files
        .keys()
        .filter_map(|path| path.strip_suffix(LOADER).map(str::to_owned))
        .collect();
    for worker in workers {
        let loader = format!("{worker}{LOADER}");
        files.insert(loader.clone(), loader_for(&worker).into_bytes());
        hash_name(files, &format!("{worker}.js"), &loader)?;
        hash_name(files, &format!("{worker}_bg.wasm"), &loader)?;
        hash_name(files, &loader, "index.html")?;
    }
    Ok(())
}

fn loader_for(worker: &str) -> String {
    format!(
        r#"importScripts("./{worker}.js");
wasm_bindgen({{ module_or_path: "./{worker}_bg.wasm" }}).catch((error) => {{
  setTimeout(() => {{
    throw error;
  }});
}});
"#
    )
}

/// Renames `path` after its content, also in the one file that refers to it as `./path`.
///
/// # Errors
/// When either file is missing or the reference does not stand there exactly once.
pub(crate) fn hash_name(files: &mut Files, path: &str, referrer: &str) -> Result<String> {
    let content = files
        .remove(path)
        .with_context(|| format!("the page has no {path}"))?;
    let hash = hex(&Sha256::digest(&content));
    let (stem, extension) = path.split_once('.').unwrap_or((path, ""));
    let hashed = format!("{stem}-{}.{extension}", &hash[..HASH_LEN]);
    files.insert(hashed.clone(), content);
    let (from, to) = (format!("\"./{path}\""), format!("\"./{hashed}\""));
    replace_once(files, referrer, &from, &to)?;
    Ok(hashed)
}

/// Replaces the only occurrence of `from` in the file `path`.
///
/// # Errors
/// When there is none or more than one: the page would start with a wrong file.
pub(crate) fn replace_once(files: &mut Files, path: &str, from: &str, to: &str) -> Result<()> {
    let content = files
        .get_mut(path)
        .with_context(|| format!("the page has no {path}"))?;
    let text = std::str::from_utf8(content).with_context(|| format!("{path} is not text"))?;
    let n_found = text.matches(from).count();
    if n_found != 1 {
        bail!("{path} must contain {from} once, not {n_found} times");
    }
    *content = text.replacen(from, to, 1).into_bytes();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(list: &[(&str, &str)]) -> Files {
        list.iter()
            .map(|(path, text)| (path.to_string(), text.as_bytes().to_vec()))
            .collect()
    }

    #[test]
    fn a_worker_is_named_after_all_it_loads() {
        let page = |wasm: &str| {
            let mut files = files(&[
                ("index.html", r#"<meta content="./w_loader.js">"#),
                (
                    "w_loader.js",
                    r#"importScripts("./w.js");go("./w_bg.wasm");"#,
                ),
                ("w.js", "glue"),
                ("w_bg.wasm", wasm),
            ]);
            hash_workers(&mut files).expect("the page is whole");
            files
        };
        let (one, two) = (page("one"), page("two"));
        assert_eq!(one.len(), 4);
        for plain in ["w.js", "w_bg.wasm", "w_loader.js"] {
            assert!(
                !one.contains_key(plain),
                "{plain} could go stale in a cache"
            );
        }
        assert_ne!(
            one["index.html"], two["index.html"],
            "a new program must give the loader a new name"
        );
    }

    #[test]
    fn a_reference_that_is_missing_or_doubled_is_refused() {
        for html in ["", r#""./a.js" "./a.js""#] {
            let mut files = files(&[("index.html", html), ("a.js", "")]);
            assert!(hash_name(&mut files, "a.js", "index.html").is_err());
        }
    }
}
