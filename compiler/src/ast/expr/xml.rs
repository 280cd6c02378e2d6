//! SQL/XML expressions.

use super::{Expr, Name, TypeName};

/// An SQL/XML expression.
#[derive(Clone, Debug)]
pub enum XmlExpr {
    /// XMLCONCAT (…)
    Concat(Vec<Expr>),
    /// XMLELEMENT (NAME …)
    Element {
        /// NAME
        name: Name,
        /// XMLATTRIBUTES (…)
        attributes: Vec<XmlAttribute>,
        /// The content.
        content: Vec<Expr>,
    },
    /// XMLEXISTS (path PASSING document)
    Exists(Expr, Expr),
    /// XMLFOREST (…)
    Forest(Vec<XmlAttribute>),
    /// XMLPARSE (…)
    Parse {
        /// DOCUMENT (else CONTENT)
        document: bool,
        /// The text.
        expr: Expr,
        /// `Some(true)` for PRESERVE WHITESPACE, `Some(false)` for STRIP WHITESPACE.
        preserve_whitespace: Option<bool>,
    },
    /// XMLPI (NAME …)
    Pi(Name, Option<Expr>),
    /// XMLROOT (…)
    Root {
        /// The document.
        expr: Expr,
        /// VERSION; `None` for NO VALUE.
        version: Option<Expr>,
        /// STANDALONE: YES, NO or NO VALUE.
        standalone: Option<XmlStandalone>,
    },
    /// XMLSERIALIZE (…)
    Serialize {
        /// DOCUMENT (else CONTENT)
        document: bool,
        /// The value.
        expr: Expr,
        /// AS
        type_name: Box<TypeName>,
        /// INDENT
        indent: Option<bool>,
    },
}

/// STANDALONE of XMLROOT
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum XmlStandalone {
    /// YES
    Yes,
    /// NO
    No,
    /// NO VALUE
    NoValue,
}

/// An attribute or an element of a forest.
#[derive(Clone, Debug)]
pub struct XmlAttribute {
    /// The value.
    pub expr: Expr,
    /// AS
    pub name: Option<Name>,
}

/// A namespace of XMLTABLE.
#[derive(Clone, Debug)]
pub struct XmlNamespace {
    /// Its address.
    pub uri: Expr,
    /// AS; `None` for DEFAULT.
    pub name: Option<Name>,
}
