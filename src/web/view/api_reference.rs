//! The programming interface, for people who write programs.

/// `GET /about/api`.
#[derive(Debug, Clone, Default)]
pub struct ApiReference {
    /// The program's version.
    pub version: String,
    /// What the interface is for.
    pub about: Vec<Prose>,
    /// The operations, by what they are about.
    pub groups: Vec<ApiGroup>,
    /// What is sent and answered, by name.
    pub shapes: Vec<ApiShape>,
}

/// A paragraph that may hold words of a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prose(pub Vec<Piece>);

/// A part of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Not escaped.
    pub text: String,
    /// Whether it is a word of a program.
    pub code: bool,
}

/// Operations about the same.
#[derive(Debug, Clone)]
pub struct ApiGroup {
    /// Its name.
    pub name: String,
    /// What they are about.
    pub about: Vec<Prose>,
    /// The operations, by path.
    pub operations: Vec<ApiOperation>,
}

/// Something that a program can ask for.
#[derive(Debug, Clone)]
pub struct ApiOperation {
    /// In capitals.
    pub method: String,
    /// With its variables in braces.
    pub path: String,
    /// What it does, in a line.
    pub summary: String,
    /// What else there is to know.
    pub about: Vec<Prose>,
    /// The scope that a token needs; `None` when no token says anything.
    pub scope: Option<String>,
    /// Whether it can be asked for without a token too.
    pub open: bool,
    /// What stands in the address.
    pub parameters: Vec<ApiField>,
    /// What is sent.
    pub body: Option<ApiKind>,
    /// What is answered when it goes well.
    pub answers: Vec<ApiAnswer>,
    /// The statuses of refusals.
    pub refusals: Vec<String>,
}

/// An answer when it goes well.
#[derive(Debug, Clone)]
pub struct ApiAnswer {
    /// Its status.
    pub status: String,
    /// What it says.
    pub about: Vec<Prose>,
    /// Its body.
    pub body: Option<ApiKind>,
}

/// A field of an address, a request or an answer.
#[derive(Debug, Clone)]
pub struct ApiField {
    /// Its name.
    pub name: String,
    /// What values it takes.
    pub kind: ApiKind,
    /// Whether it is always there, or must be.
    pub required: bool,
    /// What it says.
    pub about: Vec<Prose>,
}

/// What values something takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKind {
    /// As a programmer writes it.
    pub text: String,
    /// The shape that is described on the page.
    pub shape: Option<String>,
}

/// What is sent or answered, by its name.
#[derive(Debug, Clone)]
pub struct ApiShape {
    /// Its name.
    pub name: String,
    /// What it is.
    pub about: Vec<Prose>,
    /// For an object: its fields.
    pub fields: Vec<ApiField>,
    /// For a word: which there are.
    pub values: Vec<String>,
}

impl Prose {
    /// The paragraphs of a text in which words of a program stand between backticks.
    pub fn paragraphs(text: &str) -> Vec<Self> {
        text.split("\n\n").map(str::trim).filter(|text| !text.is_empty()).map(Self::of).collect()
    }

    fn of(text: &str) -> Self {
        let pieces = text.split('`').enumerate();
        let pieces = pieces.map(|(index, text)| Piece { text: text.to_owned(), code: index % 2 == 1 });
        Self(pieces.filter(|piece| !piece.text.is_empty()).collect())
    }
}
