//! Every feature of the audit log's trees has a name in both languages: the page tells decisions by it.

use jejak_trees::audit::FEATURES;
use jejak_words::Lang;
use jejak_words::ui::judged;

#[test]
fn every_feature_has_its_name() {
    for feature in FEATURES {
        for lang in [Lang::En, Lang::Id] {
            assert!(judged::feature(feature, lang).is_some(), "{feature}");
        }
    }
}
