//! Catalog expressions: CEL without loops, over whole numbers, texts, lists and yes/no.

use std::sync::{Arc, OnceLock};

use cel::common::types::{CelBool, CelInt, CelList, CelNull, CelString};
use cel::common::value::{CowVal, Val};
use cel::context::VariableResolver;
use cel::{Context, Env, Program};

/// The most characters an expression may have. Without loops, cost is bounded by length.
pub const EXPRESSION_CHARS_MAX: usize = 600;

/// How deep brackets may nest, so that a published catalog cannot exhaust the stack.
pub const EXPRESSION_DEPTH_MAX: usize = 12;

/// The operators and functions an expression may use; none of them repeats.
const ALLOWED: &[&str] = &[
    "_?_:_",
    "_&&_",
    "_||_",
    "!_",
    "_-_",
    "_+_",
    "_*_",
    "_/_",
    "_%_",
    "_==_",
    "_!=_",
    "_>=_",
    "_<=_",
    "_>_",
    "_<_",
    "-_",
    "@in",
    "size",
    "startsWith",
];

/// What an expression must give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gives {
    Bool,
    Int,
}

/// A compiled expression.
#[derive(Clone, Debug)]
pub struct Expr {
    source: String,
    names: Vec<String>,
    form: Form,
}

#[derive(Clone, Debug)]
enum Form {
    /// A plain whole number.
    Int(i64),
    /// A plain name.
    Name,
    Program(Arc<Program>),
}

/// Why an expression is refused at load.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ExprError {
    /// Longer than [`EXPRESSION_CHARS_MAX`].
    #[error("the expression has {0} characters, over {EXPRESSION_CHARS_MAX}")]
    TooLong(usize),
    /// Nested deeper than [`EXPRESSION_DEPTH_MAX`].
    #[error("the expression nests deeper than {EXPRESSION_DEPTH_MAX}")]
    TooDeep,
    /// Not CEL.
    #[error("the expression cannot be read: {0}")]
    Syntax(String),
    /// A name that means nothing here.
    #[error("unknown name `{0}`")]
    UnknownName(String),
    /// A function or operator that is not allowed.
    #[error("`{0}` is not allowed in an expression")]
    NotAllowed(String),
    /// It does not give what is needed.
    #[error("the expression does not give {0}")]
    WrongType(&'static str),
}

/// Why an expression gave nothing: a needed value is missing, or numbers ran over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NoValue;

/// One bound value.
#[derive(Debug)]
pub(crate) enum Bound<'f> {
    Int(CelInt),
    Text(CelString<'f>),
    Bool(CelBool),
    List(CelList<'f>),
    Null(CelNull),
}

impl<'f> Bound<'f> {
    pub(crate) fn int(number: i64) -> Self {
        Self::Int(CelInt::from(number))
    }

    pub(crate) fn text(text: &'f str) -> Self {
        Self::Text(CelString::from(text))
    }

    pub(crate) fn bool(yes: bool) -> Self {
        Self::Bool(CelBool::from(yes))
    }

    pub(crate) fn list(texts: impl Iterator<Item = &'f str>) -> Self {
        let boxed = |text: &'f str| -> Box<dyn Val + 'f> { Box::new(CelString::from(text)) };
        Self::List(texts.map(boxed).collect::<Vec<_>>().into())
    }

    pub(crate) const fn null() -> Self {
        Self::Null(CelNull)
    }

    fn as_val<'b>(&'b self) -> &'b (dyn Val + 'b) {
        match self {
            Self::Int(is) => is,
            Self::Text(is) => is,
            Self::Bool(is) => is,
            Self::List(is) => is,
            Self::Null(is) => is,
        }
    }
}

/// Bound values by name: few enough that looking through them beats hashing.
#[derive(Debug, Default)]
pub(crate) struct Bindings<'f>(Vec<(&'f str, Bound<'f>)>);

impl<'f> Bindings<'f> {
    pub(crate) fn bind(&mut self, name: &'f str, value: Bound<'f>) {
        self.0.push((name, value));
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Bound<'f>> {
        self.0.iter().find(|(bound, _)| *bound == name).map(|(_, value)| value)
    }
}

impl VariableResolver for Bindings<'_> {
    fn resolve<'b>(&'b self, variable: &str) -> Option<CowVal<'b, 'b>> {
        self.get(variable).map(|value| CowVal::Borrowed(value.as_val()))
    }
}

fn env() -> Arc<Env> {
    // Without the standard macros, so that nothing in an expression can repeat.
    static ENV: OnceLock<Arc<Env>> = OnceLock::new();
    Arc::clone(ENV.get_or_init(|| Arc::new(Env::default().with_stdlib())))
}

/// The surroundings expressions are tried in: made once per record, used for all of its expressions.
pub(crate) fn context<'v>(bindings: &'v Bindings<'v>) -> Context<'v, 'v> {
    let mut context = Context::with_env(env());
    context.set_variable_resolver(bindings);
    context
}

impl Expr {
    /// Compiles an expression that may use the names `sample` binds and must give what is asked.
    ///
    /// `sample` holds one likely value per name; a trial run with it finds mixed-up types at load.
    pub(crate) fn compile(source: &str, sample: &Bindings<'_>, gives: Gives) -> Result<Self, ExprError> {
        let chars = source.chars().count();
        if chars > EXPRESSION_CHARS_MAX {
            return Err(ExprError::TooLong(chars));
        }
        if depth(source) > EXPRESSION_DEPTH_MAX {
            return Err(ExprError::TooDeep);
        }
        let program =
            env().compile(source).map_err(|error| ExprError::Syntax(first_line(&error.to_string())))?;
        let references = program.references();
        let mut functions = references.functions();
        functions.sort_unstable();
        if let Some(name) = functions.into_iter().find(|name| !ALLOWED.contains(name)) {
            return Err(ExprError::NotAllowed(name.to_owned()));
        }
        let mut names: Vec<String> = references.variables().into_iter().map(str::to_owned).collect();
        names.sort_unstable();
        if let Some(name) = names.iter().find(|name| sample.get(name).is_none()) {
            return Err(ExprError::UnknownName(name.clone()));
        }
        let plain = source.trim();
        let form = match plain.parse() {
            Ok(number) => Form::Int(number),
            Err(_) if names.len() == 1 && names[0] == plain => Form::Name,
            Err(_) => Form::Program(Arc::new(program)),
        };
        let expr = Self { source: source.to_owned(), names, form };
        let tried = context(sample);
        match gives {
            Gives::Bool => expr.bool(&tried).map(drop).map_err(|NoValue| ExprError::WrongType("yes or no")),
            Gives::Int => {
                expr.int(sample, &tried).map(drop).map_err(|NoValue| ExprError::WrongType("a whole number"))
            }
        }?;
        Ok(expr)
    }

    /// The expression as written.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The names it uses.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    pub(crate) fn bool(&self, context: &Context<'_, '_>) -> Result<bool, NoValue> {
        match &self.form {
            Form::Program(program) => match program.execute(context) {
                Ok(cel::Value::Bool(yes)) => Ok(yes),
                _ => Err(NoValue),
            },
            Form::Name => {
                let name = self.names.first().ok_or(NoValue)?;
                let value = context.get_variable(name).ok_or(NoValue)?;
                value.downcast_ref::<CelBool>().map(|yes| *yes.inner()).ok_or(NoValue)
            }
            Form::Int(_) => Err(NoValue),
        }
    }

    /// The number; a plain name or number is read without the interpreter, because a million records
    /// are derived at an import.
    pub(crate) fn int(&self, bindings: &Bindings<'_>, context: &Context<'_, '_>) -> Result<i64, NoValue> {
        match &self.form {
            Form::Int(number) => Ok(*number),
            Form::Name => match self.names.first().and_then(|name| bindings.get(name)) {
                Some(Bound::Int(number)) => Ok(*number.inner()),
                _ => Err(NoValue),
            },
            Form::Program(program) => match program.execute(context) {
                Ok(cel::Value::Int(number)) => Ok(number),
                _ => Err(NoValue),
            },
        }
    }
}

/// How deep brackets and prefix signs nest, counted from above: text inside quotes counts too.
fn depth(source: &str) -> usize {
    let (mut open, mut deepest, mut signs) = (0_usize, 0, 0);
    for c in source.chars() {
        match c {
            '(' | '[' | '{' | '?' => open += 1,
            ')' | ']' | '}' => open = open.saturating_sub(1),
            '!' | '-' => signs += 1,
            _ => {}
        }
        deepest = deepest.max(open);
        if !matches!(c, '!' | '-') {
            signs = 0;
        }
        deepest = deepest.max(signs);
    }
    deepest
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn sample() -> Bindings<'static> {
        let mut bindings = Bindings::default();
        bindings.bind("n", Bound::int(3));
        bindings.bind("main", Bound::text("ATGT"));
        bindings.bind("more", Bound::list(["PCCC", "MATUY"].into_iter()));
        bindings.bind("yes", Bound::bool(true));
        bindings.bind("none", Bound::null());
        bindings
    }

    fn bool(source: &str) -> Result<bool, ExprError> {
        let sample = sample();
        let expr = Expr::compile(source, &sample, Gives::Bool)?;
        Ok(expr.bool(&context(&sample)).unwrap())
    }

    fn int(source: &str) -> Result<i64, ExprError> {
        let sample = sample();
        let expr = Expr::compile(source, &sample, Gives::Int)?;
        Ok(expr.int(&sample, &context(&sample)).unwrap())
    }

    #[test]
    fn expressions_over_every_type() {
        assert_eq!(bool(r#"main == "ATGT" || "ATGT" in more"#), Ok(true));
        assert_eq!(bool(r#""PCCC" in more && yes"#), Ok(true));
        assert_eq!(bool("yes"), Ok(true));
        assert_eq!(bool("none == null"), Ok(true));
        assert_eq!(bool(r#"main <= "B" && !(n > 3)"#), Ok(true));
        assert_eq!(int("n"), Ok(3));
        assert_eq!(int(" 1 "), Ok(1));
        assert_eq!(int("yes ? n * 2 : 0"), Ok(6));
    }

    #[test]
    fn what_an_expression_may_not_hold_is_refused_at_load() {
        assert_eq!(bool("m > 1"), Err(ExprError::UnknownName("m".to_owned())));
        assert_eq!(bool("more.all(x, x == main)"), Err(ExprError::NotAllowed("all".to_owned())));
        assert_eq!(bool("matches(main, 'A')"), Err(ExprError::NotAllowed("matches".to_owned())));
        assert!(matches!(bool("n >"), Err(ExprError::Syntax(_))));
        assert_eq!(bool("n + 1"), Err(ExprError::WrongType("yes or no")));
        assert_eq!(bool("n"), Err(ExprError::WrongType("yes or no")));
        assert_eq!(bool("n == 1 || n > main"), Err(ExprError::WrongType("yes or no")));
        assert_eq!(int("main"), Err(ExprError::WrongType("a whole number")));
        assert_eq!(int("1.5"), Err(ExprError::WrongType("a whole number")));
    }

    #[test]
    fn length_and_depth_are_bounded() {
        let long = |chars: usize| format!("n{}", " ".repeat(chars - 1));
        assert!(int(&long(EXPRESSION_CHARS_MAX)).is_ok());
        assert_eq!(int(&long(EXPRESSION_CHARS_MAX + 1)), Err(ExprError::TooLong(EXPRESSION_CHARS_MAX + 1)));
        let deep = |depth: usize| format!("{}n{}", "(".repeat(depth), ")".repeat(depth));
        assert_eq!(int(&deep(EXPRESSION_DEPTH_MAX)), Ok(3));
        assert_eq!(int(&deep(EXPRESSION_DEPTH_MAX + 1)), Err(ExprError::TooDeep));
        assert_eq!(int(&format!("{}n", "-".repeat(EXPRESSION_DEPTH_MAX + 1))), Err(ExprError::TooDeep));
        // The longest chain that is not nested must not hurt either.
        let chain = vec!["n"; EXPRESSION_CHARS_MAX / 2].join("+");
        assert_eq!(int(&chain), Ok(900));
    }

    #[test]
    fn a_missing_number_gives_no_value_instead_of_a_guess() {
        let mut empty = Bindings::default();
        empty.bind("n", Bound::null());
        let expr = Expr::compile("n > 1", &sample(), Gives::Bool).unwrap();
        assert_eq!(expr.bool(&context(&empty)), Err(NoValue));
        let expr = Expr::compile(
            "n * 9223372036854775807",
            &{
                let mut one = Bindings::default();
                one.bind("n", Bound::int(1));
                one
            },
            Gives::Int,
        )
        .unwrap();
        let sample = sample();
        assert_eq!(expr.int(&sample, &context(&sample)), Err(NoValue));
    }
}
