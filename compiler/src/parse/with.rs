//! WITH.

use super::{Parse, Parser};
use crate::ast::{Cte, CteCycle, CteSearch, Expr, With};
use crate::keyword::Word as Kw;
use crate::token::TokenKind;

impl Parser<'_> {
    pub(super) fn optional_with(&mut self) -> Parse<Option<With>> {
        let start = self.span();
        if !self.eat(Kw::With) {
            return Ok(None);
        }
        // The word is also a name: `with recursive as (…)`.
        let named = self.at_ahead(1, Kw::As) || *self.kind_at(1) == TokenKind::LeftParen;
        let recursive = !named && self.eat(Kw::Recursive);
        let ctes = self.list(Self::cte)?;
        Ok(Some(With {
            recursive,
            ctes,
            span: self.span_from(start),
        }))
    }

    fn cte(&mut self) -> Parse<Cte> {
        let id = self.id();
        let name = self.name("a name of a common table expression")?;
        let columns = self.optional_names()?;
        self.expect(Kw::As)?;
        let materialized = if self.eat(Kw::Materialized) {
            Some(true)
        } else if self.eat_both(Kw::Not, Kw::Materialized) {
            Some(false)
        } else {
            None
        };
        self.left_paren()?;
        let statement = self.nested(Self::statement)?;
        self.right_paren()?;
        let search = self.search()?;
        let cycle = self.cycle()?;
        Ok(Cte {
            id,
            name,
            columns,
            materialized,
            statement,
            search,
            cycle,
        })
    }

    fn search(&mut self) -> Parse<Option<CteSearch>> {
        if !self.eat(Kw::Search) {
            return Ok(None);
        }
        let breadth_first = self.eat(Kw::Breadth);
        if !breadth_first {
            self.expect(Kw::Depth)?;
        }
        self.expect(Kw::First)?;
        self.expect(Kw::By)?;
        let by = self.list(|parser| parser.name("a column name"))?;
        self.expect(Kw::Set)?;
        let set = self.name("a column name")?;
        Ok(Some(CteSearch {
            breadth_first,
            by,
            set,
        }))
    }

    fn cycle(&mut self) -> Parse<Option<CteCycle>> {
        if !self.eat(Kw::Cycle) {
            return Ok(None);
        }
        let columns = self.list(|parser| parser.name("a column name"))?;
        self.expect(Kw::Set)?;
        let set = self.name("a column name")?;
        let values = self.cycle_values()?;
        self.expect(Kw::Using)?;
        let using = self.name("a column name")?;
        Ok(Some(CteCycle {
            columns,
            set,
            values,
            using,
        }))
    }

    fn cycle_values(&mut self) -> Parse<Option<(Expr, Expr)>> {
        if !self.eat(Kw::To) {
            return Ok(None);
        }
        let marked = self.constant()?;
        self.expect(Kw::Default)?;
        let unmarked = self.constant()?;
        Ok(Some((marked, unmarked)))
    }
}
