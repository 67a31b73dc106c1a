//! The macros that make the catalogue: both languages stand side by side on every key.
//!
//! `catalogue!` makes an enum of fixed texts; `sentences!` makes functions for texts with
//! arguments, checked by the compiler like any `format!`; `say!` is one such text in place. A key without its translation, or with an
//! argument that does not exist, does not compile.

use crate::lang::Lang;

/// A key of any catalogue: what a view shows without arguments.
pub trait Text: Copy {
    fn text(self, lang: Lang) -> &'static str;
}

/// `catalogue! { /// Doc. pub Name { Key => "English", "Indonesian"; … } }`
macro_rules! catalogue {
    ($(#[$meta:meta])* pub $name:ident { $($(#[$key_meta:meta])* $key:ident => $en:literal, $id:literal;)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$key_meta])* #[doc = $en] $key,)* }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$key),*];

            pub const fn text(self, lang: $crate::lang::Lang) -> &'static str {
                match lang {
                    $crate::lang::Lang::En => match self { $(Self::$key => $en,)* },
                    $crate::lang::Lang::Id => match self { $(Self::$key => $id,)* },
                }
            }
        }

        impl $crate::catalogue::Text for $name {
            fn text(self, lang: $crate::lang::Lang) -> &'static str {
                Self::text(self, lang)
            }
        }
    };
}

/// `sentences! { /// Doc. name(arg: Type, …) => "English {arg}", "Indonesian {arg}"; … }` makes
/// `pub fn name(lang: Lang, arg: Type, …) -> String`.
macro_rules! sentences {
    ($($(#[$meta:meta])* $name:ident($($arg:ident: $ty:ty),* $(,)?) => $en:literal, $id:literal;)*) => {
        $($(#[$meta])*
        #[doc = $en]
        pub fn $name(lang: $crate::lang::Lang, $($arg: $ty),*) -> String {
            match lang {
                $crate::lang::Lang::En => format!($en),
                $crate::lang::Lang::Id => format!($id),
            }
        })*
    };
}

/// `say!(lang, "English {arg}", "Indonesian {arg}")`: a `String` of values in scope.
macro_rules! say {
    ($lang:expr, $en:literal, $id:literal $(,)?) => {
        match $lang {
            $crate::lang::Lang::En => format!($en),
            $crate::lang::Lang::Id => format!($id),
        }
    };
}
