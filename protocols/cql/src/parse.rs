//! From text to a query.

use crate::{
    Boolean, Comparitor, Modifier, Node, Prefix, Query, Relation, Restriction, Scope, SearchClause,
    SortKey, Symbol, Term, Triple, Version,
    fault::{Expected, Fault, NotCql},
    limits::{
        CLAUSE_LIMIT, DEPTH_LIMIT, LENGTH_LIMIT, MODIFIER_LIMIT, PREFIX_LIMIT, SORT_KEY_LIMIT,
    },
    term::unescaped,
    token::{Kind, Token, boolean, is_keyword, is_relation, is_sort_by, tokens},
};

/// Reads a query.
pub fn parse(text: &str, version: Version) -> Result<Query, NotCql> {
    if text.len() > LENGTH_LIMIT {
        return Err(NotCql {
            offset: LENGTH_LIMIT,
            fault: Fault::TooLong,
        });
    }
    let tokens = tokens(text)?;
    let mut parser = Parser {
        tokens: &tokens,
        end: text.len(),
        version,
        depth: 0,
        clauses: 0,
        prefixes: 0,
        length: text.len(),
    };
    if tokens.is_empty() {
        return Err(parser.fault(Fault::Empty));
    }
    let query = Query {
        prefixes: parser.prefixes()?,
        root: parser.scoped_clause(None)?,
        sort: parser.sort_keys()?,
    };
    match parser.peek() {
        None => Ok(query),
        Some(Kind::Close) => Err(parser.fault(Fault::StrayParenthesis)),
        Some(_) => Err(parser.expected(Expected::BooleanOrEnd)),
    }
}

struct Parser<'t, 'a> {
    /// What has not been read yet.
    tokens: &'t [Token<'a>],
    end: usize,
    version: Version,
    /// Parentheses that are open.
    depth: usize,
    clauses: usize,
    prefixes: usize,
    /// Octets of the text and of what its groups inherit.
    length: usize,
}

impl<'a> Parser<'_, 'a> {
    /// Search clauses and what joins them; those without an index take over the restriction that
    /// stands before the group.
    fn scoped_clause(&mut self, inherited: Option<&Restriction>) -> Result<Node, NotCql> {
        let mut left = self.operand(inherited)?;
        while let Some(boolean) = self.boolean() {
            left = Node::Triple(Box::new(Triple {
                left,
                boolean,
                modifiers: self.modifiers()?,
                right: self.operand(inherited)?,
            }));
        }
        Ok(left)
    }

    fn operand(&mut self, inherited: Option<&Restriction>) -> Result<Node, NotCql> {
        if self.peek() == Some(Kind::Open) {
            return self.group(inherited);
        }
        self.clauses += 1;
        if self.clauses > CLAUSE_LIMIT {
            return Err(self.fault(Fault::TooManyClauses));
        }
        if !self.has_restriction() {
            let term = self.term(Expected::SearchClause)?;
            let restriction = inherited.map(|one| self.take_over(one)).transpose()?;
            return Ok(Node::Clause(SearchClause { restriction, term }));
        }
        let restriction = self.restriction()?;
        if self.peek() == Some(Kind::Open) {
            self.clauses -= 1;
            return self.group(Some(&restriction));
        }
        let term = self.term(Expected::Term)?;
        Ok(Node::Clause(SearchClause {
            restriction: Some(restriction),
            term,
        }))
    }

    /// Parentheses and what stands between them. A prefix would change what an index before them
    /// means, so there is none in a group after a relation.
    fn group(&mut self, inherited: Option<&Restriction>) -> Result<Node, NotCql> {
        let opening = self.fault(Fault::UnclosedParenthesis);
        self.depth += 1;
        if self.depth > DEPTH_LIMIT {
            return Err(self.fault(Fault::TooDeep));
        }
        self.advance();
        let prefixes = match inherited {
            None => self.prefixes()?,
            Some(_) => Vec::new(),
        };
        let root = self.scoped_clause(inherited)?;
        match self.peek() {
            Some(Kind::Close) => self.advance(),
            Some(_) => return Err(self.expected(Expected::BooleanOrParenthesis)),
            None => return Err(opening),
        }
        self.depth -= 1;
        Ok(match prefixes.is_empty() {
            true => root,
            false => Node::Scope(Box::new(Scope { prefixes, root })),
        })
    }

    fn take_over(&mut self, restriction: &Restriction) -> Result<Restriction, NotCql> {
        let modifiers = restriction.relation.modifiers.iter().map(|modifier| {
            modifier.name.len() + modifier.value.as_ref().map_or(0, |(_, value)| value.len())
        });
        let relation = restriction.relation.comparitor.as_str();
        self.length += restriction.index.len() + relation.len() + modifiers.sum::<usize>();
        match self.length > LENGTH_LIMIT {
            true => Err(self.fault(Fault::TooLong)),
            false => Ok(restriction.clone()),
        }
    }

    /// Whether an index and a relation come next, and not a term.
    fn has_restriction(&self) -> bool {
        use Kind::{Open, Quoted, Slash, Symbol, Word};
        let dotted = |kind| matches!(kind, Word(word) if word.contains('.'));
        let index = self.peek().filter(|kind| is_word(*kind));
        let (Some(index), Some(relation)) = (index, self.ahead(1)) else {
            return false;
        };
        match (relation, self.ahead(2)) {
            (Symbol(_), _) => true,
            (Word(word), _) if is_keyword(word) => false,
            (Word(word), _) if is_relation(word) => true,
            (Word(_) | Quoted(_), Some(Slash | Quoted(_))) => true,
            (_, Some(Word(word))) if is_keyword(word) => false,
            (Quoted(_), Some(Word(_))) => true,
            (Word(_), Some(Word(_) | Open)) => {
                matches!(index, Quoted(_)) || dotted(index) || dotted(relation)
            }
            _ => false,
        }
    }

    fn restriction(&mut self) -> Result<Restriction, NotCql> {
        let index = self.name(Expected::SearchClause)?;
        let comparitor = match self.symbol() {
            Some(symbol) => Comparitor::Symbol(symbol),
            None => Comparitor::Named(self.name(Expected::Term)?),
        };
        let relation = Relation {
            comparitor,
            modifiers: self.modifiers()?,
        };
        Ok(Restriction { index, relation })
    }

    /// A term; bare words side by side are one.
    fn term(&mut self, expected: Expected) -> Result<Term, NotCql> {
        let first = self.peek();
        match first {
            Some(Kind::Quoted(raw)) => {
                self.advance();
                return Ok(Term::of_token(raw));
            }
            Some(Kind::Word(_)) => self.advance(),
            _ => return Err(self.expected(expected)),
        }
        let mut raw = word(first).unwrap_or_default().to_owned();
        if !is_keyword(&raw) && !is_sign_of_others(&raw) {
            while let Some(next) = word(self.peek()).filter(|word| joins(word)) {
                raw.push(' ');
                raw.push_str(next);
                self.advance();
            }
        }
        Ok(Term::of_token(raw))
    }

    fn prefixes(&mut self) -> Result<Vec<Prefix>, NotCql> {
        let mut prefixes = Vec::new();
        while self.peek() == Some(Kind::Symbol(Symbol::Greater)) {
            self.prefixes += 1;
            if self.prefixes > PREFIX_LIMIT {
                return Err(self.fault(Fault::TooManyPrefixes));
            }
            self.advance();
            let first = self.name(Expected::Identifier)?;
            let named = self.peek() == Some(Kind::Symbol(Symbol::Equal));
            prefixes.push(if named {
                self.advance();
                Prefix {
                    name: Some(first),
                    identifier: self.name(Expected::Identifier)?,
                }
            } else {
                Prefix {
                    name: None,
                    identifier: first,
                }
            });
        }
        Ok(prefixes)
    }

    fn sort_keys(&mut self) -> Result<Vec<SortKey>, NotCql> {
        let mut keys = Vec::new();
        if !word(self.peek()).is_some_and(is_sort_by) {
            return Ok(keys);
        }
        if self.version == Version::V1_1 {
            return Err(self.fault(Fault::SortBy));
        }
        self.advance();
        loop {
            if keys.len() == SORT_KEY_LIMIT {
                return Err(self.fault(Fault::TooManySortKeys));
            }
            keys.push(SortKey {
                index: self.name(Expected::SortIndex)?,
                modifiers: self.modifiers()?,
            });
            if !self.peek().is_some_and(is_word) {
                return Ok(keys);
            }
        }
    }

    fn modifiers(&mut self) -> Result<Vec<Modifier>, NotCql> {
        let mut modifiers = Vec::new();
        while self.peek() == Some(Kind::Slash) {
            if modifiers.len() == MODIFIER_LIMIT {
                return Err(self.fault(Fault::TooManyModifiers));
            }
            self.advance();
            let name = self.name(Expected::Modifier)?;
            let value = match self.symbol() {
                Some(symbol) => Some((symbol, self.name(Expected::Value)?)),
                None => None,
            };
            modifiers.push(Modifier { name, value });
        }
        Ok(modifiers)
    }

    fn boolean(&mut self) -> Option<Boolean> {
        let boolean = boolean(word(self.peek())?)?;
        self.advance();
        Some(boolean)
    }

    fn symbol(&mut self) -> Option<Symbol> {
        match self.peek() {
            Some(Kind::Symbol(symbol)) => {
                self.advance();
                Some(symbol)
            }
            _ => None,
        }
    }

    /// A word that is no term: an index, a URI, the value of a modifier.
    fn name(&mut self, expected: Expected) -> Result<String, NotCql> {
        match self.peek() {
            Some(Kind::Word(raw) | Kind::Quoted(raw)) => {
                self.advance();
                Ok(unescaped(raw))
            }
            _ => Err(self.expected(expected)),
        }
    }

    fn peek(&self) -> Option<Kind<'a>> {
        self.ahead(0)
    }

    fn ahead(&self, tokens: usize) -> Option<Kind<'a>> {
        self.tokens.get(tokens).map(|token| token.kind)
    }

    fn advance(&mut self) {
        self.tokens = self.tokens.get(1..).unwrap_or_default();
    }

    fn expected(&self, expected: Expected) -> NotCql {
        self.fault(Fault::Expected(expected))
    }

    /// The fault, at the token that comes next.
    fn fault(&self, fault: Fault) -> NotCql {
        NotCql {
            offset: self.tokens.first().map_or(self.end, |token| token.offset),
            fault,
        }
    }
}

fn is_word(kind: Kind<'_>) -> bool {
    matches!(kind, Kind::Word(_) | Kind::Quoted(_))
}

fn word(kind: Option<Kind<'_>>) -> Option<&str> {
    match kind {
        Some(Kind::Word(word)) => Some(word),
        _ => None,
    }
}

/// Whether a bare word goes on with the term of bare words before it.
fn joins(word: &str) -> bool {
    !is_keyword(word) && !is_relation(word) && !is_sign_of_others(word)
}

/// `+cat` and `-dog` say something in other query languages, but not in this one.
fn is_sign_of_others(word: &str) -> bool {
    word.len() > 1 && word.starts_with(['+', '-'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(text: &str) -> String {
        let query = parse(text, Version::V1_2).unwrap_or_else(|fault| panic!("{text}: {fault}"));
        query.to_string()
    }

    #[test]
    fn queries_have_one_canonical_text() {
        for (text, canonical) in [
            ("\"cat\"", "cat"),
            ("TITLE=fish", "TITLE = fish"),
            (
                "title  ANY /stem/ x >= \"1 2\"  fish",
                "title ANY/stem/x>=\"1 2\" fish",
            ),
            ("a AND(b or c)NOT d", "a and (b or c) not d"),
            ("((a) and ((b)))", "a and b"),
            ("(a or b) and c", "a or b and c"),
            (
                "a prox / distance < 3/ordered b",
                "a prox/distance<3/ordered b",
            ),
            ("and and \"and\"", "\"and\" and \"and\""),
            ("title = or", "title = \"or\""),
            (
                ">dc=x(>y dc.title=a)",
                "> dc = \"x\" (> \"y\" dc.title = a)",
            ),
            ("a SortBy b/c d/e=f", "a sortby b/c d/e=f"),
            ("title foo \"x\"", "title foo \"x\""),
            ("\"title\" \"any\" \"x\"", "title any x"),
            ("title \"foo bar\" x", "title \"foo bar\" \"x\""),
        ] {
            assert_eq!(printed(text), canonical, "{text}");
            assert_eq!(printed(canonical), canonical);
        }
    }

    #[test]
    fn more_than_the_grammar_is_read() {
        for (text, canonical) in [
            ("fish chips", "\"fish chips\""),
            ("fish chips peas", "\"fish chips peas\""),
            ("all quiet", "\"all quiet\""),
            ("a && b or c", "\"a && b\" or c"),
            ("title = fish chips and x", "title = \"fish chips\" and x"),
            ("Helsinki - Stockholm", "\"Helsinki - Stockholm\""),
            ("title any (a or b)", "title any a or title any b"),
            (
                "t = (a b not (c = d or \"e\"))",
                "t = \"a b\" not (c = d or t = e)",
            ),
        ] {
            assert_eq!(printed(text), canonical, "{text}");
        }
        // These are what the grammar says, for other languages' sake none the less.
        for (text, relation) in [
            ("dc.title foo x", "foo"),
            ("title x.foo y", "x.foo"),
            ("title foo \"x\"", "foo"),
            ("title foo/y x", "foo"),
        ] {
            let Node::Clause(clause) = parse(text, Version::V1_2).unwrap().root else {
                panic!("{text}");
            };
            let restriction = clause.restriction.unwrap();
            assert_eq!(restriction.relation.comparitor.as_str(), relation, "{text}");
        }
    }

    #[test]
    fn what_is_no_query_says_where() {
        use Expected::{
            BooleanOrEnd, BooleanOrParenthesis, Identifier, Modifier, SearchClause, SortIndex,
            Term, Value,
        };
        let expected = Fault::Expected;
        for (text, offset, fault) in [
            ("", 0, Fault::Empty),
            (" \t", 2, Fault::Empty),
            ("title =", 7, expected(Term)),
            ("title any", 9, expected(Term)),
            ("= fish", 0, expected(SearchClause)),
            ("or cat", 3, expected(BooleanOrEnd)),
            ("+cat -dog", 5, expected(BooleanOrEnd)),
            ("cat and", 7, expected(SearchClause)),
            ("cat and ()", 9, expected(SearchClause)),
            ("(a", 0, Fault::UnclosedParenthesis),
            ("a)", 1, Fault::StrayParenthesis),
            ("(a sortby b)", 3, expected(BooleanOrParenthesis)),
            ("a sortby (b)", 9, expected(SortIndex)),
            ("a sortby", 8, expected(SortIndex)),
            ("title = fish = chips", 13, expected(BooleanOrEnd)),
            ("t =/ fish", 9, expected(Term)),
            ("t =/", 4, expected(Modifier)),
            ("t =/x= =", 7, expected(Value)),
            ("a and/b", 7, expected(SearchClause)),
            (">", 1, expected(Identifier)),
            ("> x = \"u\"", 9, expected(SearchClause)),
            ("a and > x=\"u\" b", 6, expected(SearchClause)),
            ("t = (> x=\"u\" b)", 5, expected(SearchClause)),
            ("cat\"dog\"", 3, expected(BooleanOrEnd)),
            ("a (b)", 2, expected(BooleanOrEnd)),
        ] {
            let fault = NotCql { offset, fault };
            assert_eq!(parse(text, Version::V2_0), Err(fault), "{text}");
        }
        let sorted = parse("a sortby b", Version::V1_1).unwrap_err();
        assert_eq!((sorted.offset, sorted.fault), (2, Fault::SortBy));
        assert_eq!(sorted.diagnostic("a sortby b").to_string(), "48: sortby");
        let quote = parse("ä \"", Version::V1_1).unwrap_err();
        assert_eq!(
            (quote.offset, quote.diagnostic("ä \"").details),
            (3, "2".into())
        );
    }
}
